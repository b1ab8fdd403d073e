using Carousel.Backends;
using Carousel.Data;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Tests.Anomalies;

public sealed class ChannelStreamTests : IDisposable
{
    private static readonly DetectorOptions _quick = new() { Forecaster = new ChannelOptions { Hidden = 4, FirstSteps = 5 } };

    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    private ChannelStream Make(int learning = 20, ReadOptions? reading = null) => new(_backend, learning, "lines.csv", reading, _quick);

    private static string Line(int row) => FormattableString.Invariant($"{new DateTime(2024, 1, 1).AddMinutes(row):yyyy-MM-dd HH:mm:ss},{row % 7},{row % 3}");

    [Fact]
    public void Lines_AreAnsweredOneByOne_WithAScoreOnceTheLearningPartIsOver()
    {
        using ChannelStream stream = Make();
        Assert.Null(stream.Take("time,load,heat", 1));

        string[] answers = [.. Enumerable.Range(0, 80).Select(r => stream.Take(Line(r), r + 2)!.ToCsv())];

        Assert.Equal("time,score,anomaly,alarm,reason,channel,value,expected", stream.Header);
        Assert.Equal("2024-01-01 00:00:00,,0,0,learning,,,", answers[0]);
        Assert.All(answers[..20], a => Assert.Contains("learning", a, StringComparison.Ordinal));
        Assert.All(answers[20..], a => Assert.Matches(@"^2024-01-01 0\d:\d\d:00,\d+(\.\d+)?,[01],[01],(surprise|range|),(load|heat),\d+,-?\d+(\.\d+)?$", a));
        Assert.Equal(80, stream.Summary.Lines);
        Assert.Equal(60, stream.Summary.Answers);
    }

    [Fact]
    public void Columns_AreNumbered_WithoutAHeader()
    {
        using ChannelStream stream = Make();

        Assert.NotNull(stream.Take(Line(0), 1));
        Assert.Equal("column 1,score,anomaly,alarm,reason,channel,value,expected", stream.Header);
    }

    [Fact]
    public void BlankLines_ArePassedOver()
    {
        using ChannelStream stream = Make();

        Assert.Null(stream.Take("  ", 1));
        Assert.Equal(0, stream.Summary.Lines);
    }

    [Theory]
    [InlineData("2024-01-01 00:05:00,1", "the line has 2 cells, but 3 are expected: time, load, heat.")]
    [InlineData("2024-01-01 00:05:00,much,1", "'much' is not a number in column 'load'")]
    [InlineData("2023-12-31 00:05:00,1,1", "2023-12-31 00:05:00 is earlier than the row before it.")]
    [InlineData("tomorrow,1,1", "'tomorrow' in column 'time' is not a time stamp in the form of the first.")]
    [InlineData("2024-01-01 00:05:00,\"1,1", "a quotation mark is opened and never closed.")]
    public void Line_IsRefusedWithItsNumber_AndTheNextIsTaken(string line, string expected)
    {
        using ChannelStream stream = Make();
        stream.Take("time,load,heat", 1);
        stream.Take(Line(0), 2);

        DataFormatException refused = Assert.Throws<DataFormatException>(() => stream.Take(line, 3));

        Assert.Contains("lines.csv:3", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.NotNull(stream.Take(Line(1), 4));
    }

    [Fact]
    public void Channel_IsRefused_WhenItIsNotThere()
    {
        using ChannelStream stream = Make(reading: new ReadOptions { Targets = ["cold"] });
        stream.Take("time,load,heat", 1);

        DataFormatException refused = Assert.Throws<DataFormatException>(() => stream.Take(Line(0), 2));

        Assert.Contains("no column 'cold', which --target names. Its columns: time, load, heat.", refused.Message, StringComparison.Ordinal);
    }
}
