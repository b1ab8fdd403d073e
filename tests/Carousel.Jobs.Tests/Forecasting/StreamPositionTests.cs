using System.Text.Json;
using Carousel.Forecasting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class StreamPositionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Forecaster _model = Tiny.Fit(Tiny.Daily(Tiny.Wave(90)), Tiny.Options());

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void AResumedStream_KeepsItsScoreAndItsOutstandingForecasts()
    {
        using ForecastStream whole = Stream(), first = Stream(), rest = Stream();
        Take(whole, 0, 80);
        Take(first, 0, 60);
        first.SaveCheckpoint(_folder.File("checkpoint"));
        rest.Resume(_folder.File("checkpoint"));
        Take(rest, 60, 80);

        Assert.Equal((80, whole.Summary.Answers), (rest.Summary.Lines, rest.Summary.Answers));
        Assert.NotEmpty(whole.Summary.Metrics);
        Assert.Equal(whole.Summary.Metrics, rest.Summary.Metrics);
        Assert.Equal(whole.Summary.BaselineMetrics, rest.Summary.BaselineMetrics);
        Assert.Equal(whole.Summary.Coverage, rest.Summary.Coverage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void ACheckpointWithoutTheWholePosition_IsRefused(int numbers)
    {
        string path = _folder.File("checkpoint");
        using ForecastStream stream = Stream(), other = Stream();
        Take(stream, 0, 60);
        stream.SaveCheckpoint(path);
        TensorFile file = SafeTensors.Read(path, threads: 1);
        SafeTensors.Write(path, new TensorFile(
            file.Tensors.Values.Select(t => t.Name != "own/position" ? t
                : new StoredTensor(t.Name, new Tensors.Shape(numbers), t.Values[..numbers])),
            file.Metadata));

        var refused = Assert.Throws<CheckpointException>(() => other.Resume(path));
        Assert.Equal(
            $"{path}: the state of the stream cannot be read. It is damaged, or of an earlier version.",
            refused.Message);
    }

    [Fact]
    public void AnAnswer_ThatIsNotFinite_IsNullAndAnEmptyCell()
    {
        ForecastDesign design = _model.Design;
        var table = Tiny.Table<Stage.InUnits>(
            1, design.Horizon, design.Quantiles,
            (_, t) => [.. design.Quantiles.Select(_ => t == 1 ? double.NaN : t == 2 ? 1e300 : 0)]);
        var answer = new ForecastAnswer(
            new AnswerFormat(design, new ForecastStreamOptions()), 1, "2024-01-01", null, table);
        Assert.Equal("2024-01-01,0,,,0", answer.ToCsv());
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            answer.Write(json);
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        JsonElement target = document.RootElement.GetProperty("forecast").GetProperty("y0");
        Assert.All(
            ["median", "low", "high"], name => Assert.Equal("[0,null,null,0]", target.GetProperty(name).GetRawText()));
    }

    private ForecastStream Stream() => new(_model, new ForecastStreamOptions { Learn = true });

    // The streams of a test share a model, so they take rows without learning from them.
    private static void Take(ForecastStream stream, int from, int to)
    {
        for (int r = from; r < to; r++)
        {
            stream.Take($"{Tiny.Monday.AddDays(r):yyyy-MM-dd},{r % 7}", r + 1);
        }
    }
}
