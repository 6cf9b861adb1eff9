namespace ZetDard.Audio;

/// <summary>The logarithm of a symmetric positive matrix.</summary>
internal static class SymmetricMatrix
{
    /// <summary>V · diag(log(max(λ, floor))) · Vᵀ of a symmetric matrix V · diag(λ) · Vᵀ.</summary>
    /// <remarks>The eigenvectors by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, §8.5): exact to rounding and simple, for some tens of rows.</remarks>
    public static double[,] Logarithm(double[,] matrix, double floor)
    {
        var size = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var vectors = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            vectors[i, i] = 1;
        }

        for (var sweep = 0; sweep < 30; sweep++)
        {
            var (outside, all) = (0.0, 0.0);
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                {
                    all += a[i, j] * a[i, j];
                    outside += i == j ? 0 : a[i, j] * a[i, j];
                }
            }

            if (outside <= 1e-24 * all)
            {
                break;
            }

            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Rotate(a, vectors, p, q);
                }
            }
        }

        var logarithm = new double[size, size];
        for (var k = 0; k < size; k++)
        {
            var value = Math.Log(Math.Max(a[k, k], floor));
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                {
                    logarithm[i, j] += vectors[i, k] * value * vectors[j, k];
                }
            }
        }

        return logarithm;
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        if (a[p, q] == 0)
        {
            return;
        }

        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        var size = a.GetLength(0);
        for (var k = 0; k < size; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (var k = 0; k < size; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (vectors[k, p], vectors[k, q]) = ((c * vectors[k, p]) - (s * vectors[k, q]), (s * vectors[k, p]) + (c * vectors[k, q]));
        }
    }
}
