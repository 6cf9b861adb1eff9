namespace ZetDard.Audio.Tests.Features;

public sealed class SymmetricMatrixTests
{
    // Oracle: the exponential series of the logarithm gives the matrix back.
    [Fact]
    public void Logarithm_is_the_inverse_of_the_exponential()
    {
        var random = new Random(3);
        const int Size = 12;
        var symmetric = new double[Size, Size];
        for (var i = 0; i < Size; i++)
            for (var j = 0; j <= i; j++)
                symmetric[i, j] = symmetric[j, i] = random.NextDouble() - .5;
        var (exponential, term) = (Identity(Size), Identity(Size));
        for (var n = 1; n < 60; n++)
        {
            term = Product(term, symmetric, 1.0 / n);
            for (var i = 0; i < Size; i++)
                for (var j = 0; j < Size; j++)
                    exponential[i, j] += term[i, j];
        }

        var actual = SymmetricMatrix.Logarithm(exponential, 1e-12);
        for (var i = 0; i < Size; i++)
            for (var j = 0; j < Size; j++)
                Assert.Equal(symmetric[i, j], actual[i, j], 1e-9);
    }

    [Fact]
    public void Logarithm_has_the_floor_where_the_matrix_is_not_positive()
    {
        var actual = SymmetricMatrix.Logarithm(new double[,] { { 0, 0 }, { 0, 1 } }, 1e-6);
        Assert.Equal(Math.Log(1e-6), actual[0, 0], 1e-12);
        Assert.Equal(0, actual[1, 1], 1e-12);
    }

    private static double[,] Identity(int size)
    {
        var identity = new double[size, size];
        for (var i = 0; i < size; i++)
            identity[i, i] = 1;
        return identity;
    }

    private static double[,] Product(double[,] left, double[,] right, double scale)
    {
        var size = left.GetLength(0);
        var product = new double[size, size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                for (var k = 0; k < size; k++)
                    product[i, j] += left[i, k] * right[k, j] * scale;
        return product;
    }
}
