using System.IO.Compression;
using System.Text;
using Carousel.Laboratory.ZeroShot.Evaluation;

namespace Carousel.Laboratory.Tests.ZeroShot;

public sealed class EvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-evaluation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Columns_AreReadBySeries_PackedOrNot()
    {
        const string text = "id,\"y\"\na,1\nb,10\na,\nb,\"20\"\n";
        File.WriteAllText(Path.Combine(_folder, "plain.csv"), text);
        using (FileStream file = File.Create(Path.Combine(_folder, "packed.csv.gz")))
        using (var packed = new GZipStream(file, CompressionMode.Compress))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        var set = new EvaluationSet("s", "plain.csv", "y", 2, 4, 2, [1]) { Id = "id" };
        Assert.Equal([[1, float.NaN], [10, 20]], set.Read(_folder));
        Assert.Equal([[1, float.NaN], [10, 20]], (set with { File = "packed.csv.gz" }).Read(_folder));
        Assert.Equal([[10, 20]], (set with { Only = "b" }).Read(_folder));
        Assert.Equal(
            "plain.csv has no column 'z'.",
            Assert.Throws<InvalidDataException>(() => (set with { Column = "z" }).Read(_folder)).Message);
    }

    [Fact]
    public void ASeason_IsForecastBetterThanByTheLastValue()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 400)
            .Select(t => Invariant.Of($"{10 + (5 * Math.Sin(2 * Math.PI * t / 24)) + (t % 7 * 0.1):F3}"));
        File.WriteAllLines(Path.Combine(_folder, "wave.csv"), rows.Prepend("y"));
        ZeroShotEvaluation.Row row = new ZeroShotEvaluation(_folder, threads: 1).Measure(
            new EvaluationSet("wave", "wave.csv", "y", 12, 72, 12, [24]), TestContext.Current.CancellationToken);

        Assert.Equal(6, row.Origins);
        Assert.InRange(row.Errors[^1], 0, row.Errors[0]);
        Assert.All(row.Errors, error => Assert.True(double.IsFinite(error)));
        Assert.InRange(row.Inside95, row.Inside80, 1);
    }

    [Fact]
    public void AFolderWithoutTheFiles_HasNoSets() => Assert.Empty(EvaluationSet.In(_folder));
}
