using System.Text.Json;
using Carousel.Forecasting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class StreamPositionTests : IDisposable
{
    private const int Keep = 20;
    private static readonly double[] _sums = [0.1, 2, 3, 4, 5, 6, 7];
    private readonly Forecaster _model = Tiny.Fit(Tiny.Daily(Tiny.Wave(90)), Tiny.Options());

    public void Dispose() => _model.Dispose();

    [Fact]
    public void APosition_IsReadBack()
    {
        (string text, Dictionary<string, StoredTensor> tensors) = Written(_sums);
        StreamPosition read = Read(text, tensors);
        Assert.Equal(_sums, read.Sums);
        Assert.Equal((5L, 3L), (read.Rows, read.Answers));
        StreamHistory history = Assert.Single(read.Series);
        Assert.Equal((5, 5L), (history.Length, history.Rows));
        Assert.Equal(Tiny.Monday.AddDays(4), history.Last);
        Assert.Equal(5, Assert.Single(history.Outstanding).Origin);
    }

    [Fact]
    public void ASum_ThatIsNotFinite_IsNull()
    {
        (string text, Dictionary<string, StoredTensor> tensors) = Written(
            [double.NaN, double.PositiveInfinity, 3, 4, 5, 6, 7]);
        Assert.Contains("\"sums\":[null,null,3", text, StringComparison.Ordinal);
        double[] expected = [double.NaN, double.NaN, 3, 4, 5, 6, 7];
        Assert.Equal(expected, Read(text, tensors).Sums);
    }

    [Theory]
    [InlineData("\"sums\":[1,", "\"sums\":[")]
    [InlineData("\"sums\":[1,", "\"sums\":[1,1,")]
    [InlineData("\"rows\":5,\"answers\"", "\"rows\":-5,\"answers\"")]
    [InlineData("\"rows\":5,\"times\"", "\"rows\":4,\"times\"")]
    [InlineData("\"times\":[", "\"times\":[1,")]
    [InlineData("\"times\":[", "\"times\":[],\"other\":[")]
    [InlineData("\"origins\":[5]", "\"origins\":[6]")]
    [InlineData("\"origins\":[5]", "\"origins\":[-1]")]
    [InlineData("\"origins\":[5]", "\"origins\":[5,5]")]
    [InlineData("\"origins\":[5]", "\"origins\":[]")]
    [InlineData("\"header\":[]", "\"header\":[null]")]
    public void NumbersThatDoNotFit_AreRefused(string part, string other)
    {
        (string text, Dictionary<string, StoredTensor> tensors) = Written([1, 2, 3, 4, 5, 6, 7]);
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => Read(text.Replace(part, other, StringComparison.Ordinal), tensors));
    }

    [Theory]
    [InlineData("rows/0")]
    [InlineData("quantiles/0")]
    [InlineData("last/0")]
    public void AMissingTensor_IsRefused(string name)
    {
        (string text, Dictionary<string, StoredTensor> tensors) = Written([1, 2, 3, 4, 5, 6, 7]);
        Assert.True(tensors.Remove(name));
        Assert.Throws<CheckpointException>(() => Read(text, tensors));
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

    private (string Text, Dictionary<string, StoredTensor> Tensors) Written(double[] sums)
    {
        StreamHistory history = Empty(null);
        for (int r = 0; r < 5; r++)
        {
            history.Append(Tiny.Monday.AddDays(r), [r], steps: 1);
        }

        history.Outstanding.Add(new OutstandingForecast(5, new float[history.ForecastLength], [1]));
        var position = new StreamPosition(null, 5, 3, sums, [history]);
        return (position.ToJson(), position.ToTensors().ToDictionary(t => t.Name, StringComparer.Ordinal));
    }

    private StreamPosition Read(string text, Dictionary<string, StoredTensor> tensors) =>
        StreamPosition.Read("checkpoint", text, tensors, Empty);

    private StreamHistory Empty(string? id) => new(_model.Design, id, Keep);
}
