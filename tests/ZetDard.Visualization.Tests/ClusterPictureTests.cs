using System.Xml.Linq;
using SkiaSharp;

namespace ZetDard.Visualization.Tests;

public sealed class ClusterPictureTests
{
    [Fact]
    public void ClusterMap_draws_each_cluster_in_its_colour_where_its_points_are()
    {
        var picture = ClusterMapPicture.Draw([.. Enumerable.Range(0, 400).Select(
            i => new ClusterMapPoint((i % 2 * 10) + (i % 7 * .1), i % 11 * .1, i % 2, i == 4 ? "夜曲" : null))]);
        using var bitmap = SKBitmap.Decode(picture.ToPng());
        var (left, right) = (Count(bitmap, 90, 400), Count(bitmap, 420, 780));
        Assert.True(left.Blue > 200 && left.Orange == 0, $"{left}");
        Assert.True(right.Orange > 200 && right.Blue == 0, $"{right}");

        static (int Blue, int Orange) Count(SKBitmap bitmap, int from, int until)
        {
            var (blue, orange) = (0, 0);
            for (var x = from; x < until; x++)
            {
                for (var y = 30; y < 530; y++)
                {
                    var color = bitmap.GetPixel(x, y);
                    blue += color.Blue > color.Red + 80 ? 1 : 0;
                    orange += color.Red > color.Blue + 80 ? 1 : 0;
                }
            }

            return (blue, orange);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(90, 45)]
    [InlineData(30_000, 3)]
    public void ClusterMap_is_well_formed_for_any_number_of_points_and_clusters(int count, int clusters)
    {
        var picture = ClusterMapPicture.Draw(
            [.. Enumerable.Range(0, count).Select(i => new ClusterMapPoint(i, i % 17, i % clusters, i % 50 == 0 ? $"歌 {i} <&>" : null))],
            new() { Title = "Songs & sounds" },
            count == 90 ? [.. Enumerable.Range(0, clusters).Select(i => $"流行 {i}")] : null);
        Assert.Equal("svg", XDocument.Parse(picture.ToSvg()).Root!.Name.LocalName);
        Assert.True(picture.ToPng().Length > 1_000);
    }

    [Fact]
    public void ClusterMap_refuses_places_and_clusters_that_it_cannot_draw()
    {
        Assert.Contains(
            "finite", Assert.Throws<ArgumentException>(() => ClusterMapPicture.Draw([new(double.NaN, 0, 0)])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "-1", Assert.Throws<ArgumentException>(() => ClusterMapPicture.Draw([new(0, 0, -1)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClusterMapPicture.Draw([new(0, 0, 2)], clusterNames: ["one", "two"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ClusterCounts_marks_the_elbow(bool withSilhouette)
    {
        ClusterCountPoint[] points = [.. new[] { 2, 4, 8, 12, 16, 24 }.Select(
            k => new ClusterCountPoint(k, 1e6 / k, withSilhouette ? .5 - (Math.Abs(k - 8) * .01) : null))];
        using var with = SKBitmap.Decode(ClusterCountPicture.Draw(points, 8).ToPng());
        using var without = SKBitmap.Decode(ClusterCountPicture.Draw(points).ToPng());
        Assert.True(Marked(with) > Marked(without) + 50);

        static int Marked(SKBitmap bitmap) => bitmap.Pixels.Count(color => color.Red > color.Blue + 100);
    }

    [Fact]
    public void ClusterCounts_draws_one_point_and_refuses_none()
    {
        Assert.True(ClusterCountPicture.Draw([new(3, 0, 0)]).ToPng().Length > 1_000);
        Assert.Throws<ArgumentException>(() => ClusterCountPicture.Draw([]));
        Assert.Throws<ArgumentException>(() => ClusterCountPicture.Draw([new(3, double.PositiveInfinity)]));
    }

    /// <summary>Made songs in six clusters, for the pictures of the documentation.</summary>
    internal static ClusterMapPoint[] Songs()
    {
        string[] titles = ["晴天", "夜曲", "Yesterday", "十年", "青花瓷", "平凡之路", "Lemon", "봄날", "小幸运", "海阔天空", "Hey Jude", "演员"];
        var random = new Random(42);
        return [.. Enumerable.Range(0, 480).Select(i =>
        {
            var (angle, cluster) = (Math.PI / 3 * (i % 6), i % 6);
            return new ClusterMapPoint(
                (4 * Math.Cos(angle)) + Next(), (2.5 * Math.Sin(angle)) + Next(), cluster, i % 40 == 7 ? titles[i / 40] : null);
        })];

        double Next() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>Made measures of 2 … 32 clusters, for the pictures of the documentation.</summary>
    internal static ClusterCountPoint[] Counts() =>
        [.. new[] { 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32 }.Select(k => new ClusterCountPoint(
            k, 40_000 + (260_000 / Math.Pow(k, .9)), .34 - (.08 * Math.Abs(Math.Log2(k / 8.0)))))];
}
