using MathNet.Numerics.LinearAlgebra;

namespace ZetDard.Audio;

/// <summary>The logarithm of a symmetric positive definite matrix.</summary>
internal static class SymmetricMatrix
{
    /// <summary>V · diag(log(max(λ, floor))) · Vᵀ of a symmetric matrix V · diag(λ) · Vᵀ.</summary>
    public static double[,] Logarithm(double[,] matrix, double floor)
    {
        var eigen = Matrix<double>.Build.DenseOfArray(matrix).Evd(Symmetricity.Symmetric);
        var logarithms = eigen.EigenValues.Map(value => Math.Log(Math.Max(value.Real, floor)));
        return (eigen.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(logarithms))
            .TransposeAndMultiply(eigen.EigenVectors).ToArray();
    }
}
