using ZetDard.Recommenders;
namespace Quickstart;
// TEMPORARY until ZetDard.Clustering has it
internal sealed class PrincipalComponents(double[][] axes)
{
    public static PrincipalComponents Fit(IReadOnlyList<FeatureRow> rows, int count)
    {
        var d = rows[0].Values.Length;
        var c = new double[d, d];
        foreach (var row in rows) { var v = row.Values.ToArray(); for (var i = 0; i < d; i++) { for (var j = 0; j < d; j++) { c[i, j] += v[i] * v[j]; } } }
        var axes = new List<double[]>();
        for (var k = 0; k < count; k++)
        {
            double[] a = [.. Enumerable.Range(0, d).Select(i => 1.0 + (i % 3))];
            for (var t = 0; t < 300; t++)
            {
                var b = new double[d];
                for (var i = 0; i < d; i++) { for (var j = 0; j < d; j++) { b[i] += c[i, j] * a[j]; } }
                foreach (var o in axes) { var s = b.Zip(o, (x, y) => x * y).Sum(); b = [.. b.Zip(o, (x, y) => x - (s * y))]; }
                var n = Math.Sqrt(b.Sum(x => x * x)); a = [.. b.Select(x => x / n)];
            }
            axes.Add(a);
        }
        return new([.. axes]);
    }

    public double[][] Project(IReadOnlyList<FeatureRow> rows) => [.. rows.Select(row => { var v = row.Values.ToArray(); return axes.Select(a => a.Zip(v, (x, y) => x * y).Sum()).ToArray(); })];
}
