using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class ChannelStreamTests : IDisposable
{
    private static readonly DetectorOptions _quick = new()
    {
        Forecaster = new ChannelOptions { Hidden = 4, FirstSteps = 5 },
    };

    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    private ChannelStream Make(int learning = 20, ReadOptions? reading = null) =>
        new(_backend, learning, "lines.csv", reading, _quick);

    private static string Line(int row) =>
        FormattableString.Invariant(
            $"{new DateTime(2024, 1, 1).AddMinutes(row):yyyy-MM-dd HH:mm:ss},{row % 7},{row % 3}");

    [Fact]
    public void Lines_AreAnsweredOneByOne_WithAScoreOnceTheLearningPartIsOver()
    {
        using ChannelStream stream = Make();
        Assert.Null(stream.Take("time,load,heat", 1));

        string[] answers = [.. Enumerable.Range(0, 80).Select(r => stream.Take(Line(r), r + 2)!.ToCsv())];

        Assert.Equal("time,score,anomaly,alarm,reason,channel,value,expected", stream.Header);
        Assert.Equal("2024-01-01 00:00:00,,0,0,learning,,,", answers[0]);
        Assert.All(answers[..20], a => Assert.Contains("learning", a, StringComparison.Ordinal));
        Assert.All(
            answers[20..],
            a =>
                Assert.Matches(
                    @"^2024-01-01 0\d:\d\d:00,\d+(\.\d+)?,[01],[01],(surprise|range|),(load|heat),\d+,-?\d+(\.\d+)?$",
                    a));
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

        Assert.Contains("lines.csv:3", refused.OnCommandLine, StringComparison.Ordinal);
        Assert.Contains(expected, refused.OnCommandLine, StringComparison.Ordinal);
        Assert.NotNull(stream.Take(Line(1), 4));
    }

    [Fact]
    public void Channel_IsRefused_WhenItIsNotThere()
    {
        using ChannelStream stream = Make(reading: new ReadOptions { Targets = ["cold"] });
        stream.Take("time,load,heat", 1);

        DataFormatException refused = Assert.Throws<DataFormatException>(() => stream.Take(Line(0), 2));

        Assert.Contains(
            "no column 'cold', which --target names. Its columns: time, load, heat.", refused.OnCommandLine,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(55)]
    public void ResumedStream_AnswersAsTheWholeOne_WhereverItWasStopped(int stop)
    {
        using var folder = new TemporaryFolder();
        string[] lines =
        [
            "time,load,heat", .. Enumerable.Range(0, 90).Select(r => r == 60 ? "2024-01-01 01:00:00,,99" : Line(r)),
        ];
        using ChannelStream whole = Make();
        string?[] expected = [.. lines.Select((line, n) => whole.Take(line, n + 1)?.ToCsv())];
        using ChannelStream before = Make();
        for (int n = 0; n <= stop; n++)
        {
            before.Take(lines[n], n + 1);
        }

        before.SaveCheckpoint(folder.File("stream.safetensors"));
        using ChannelStream after = Make(learning: 33);
        after.Resume(folder.File("stream.safetensors"));

        string?[] answers = [.. lines.Select((line, n) => after.Take(line, n + 1)?.ToCsv())];

        Assert.All(answers[..(stop + 1)], Assert.Null);
        Assert.Equal(expected[(stop + 1)..], answers[(stop + 1)..]);
        Assert.Equal(whole.Header, after.Header);
        Assert.Equal(whole.Summary.Lines, after.Summary.Lines);
        Assert.Equal(whole.Summary.Answers, after.Summary.Answers);
    }

    [Fact]
    public void ResumedStream_GoesOnWithNewLinesAlone_AndWithoutTimes()
    {
        using var folder = new TemporaryFolder();
        string[] lines = [.. Enumerable.Range(0, 70).Select(r => $"{r % 7},{r % 5}")];
        using ChannelStream whole = Make();
        string[] expected = [.. lines.Select((line, n) => whole.Take(line, n + 1)!.ToCsv())];
        using ChannelStream before = Make();
        Assert.All(lines[..40], line => before.Take(line, 1));
        before.SaveCheckpoint(folder.File("stream.safetensors"));
        using ChannelStream after = Make();
        after.Resume(folder.File("stream.safetensors"));

        Assert.Equal(expected[40..], lines[40..].Select((line, n) => after.Take(line, n + 1)!.ToCsv()));
    }

    [Fact]
    public void RowsOfOneTime_AreTakenOnceEach_WhenTheStreamStoppedBetweenThem()
    {
        using var folder = new TemporaryFolder();
        string[] lines = [.. Enumerable.Range(0, 60).Select(r => Line(r / 3 * 3))];
        using ChannelStream before = Make();
        Assert.All(lines[..40], line => before.Take(line, 1));
        before.SaveCheckpoint(folder.File("stream.safetensors"));
        using ChannelStream after = Make();
        after.Resume(folder.File("stream.safetensors"));

        Assert.Equal(20, lines.Count(line => after.Take(line, 1) is not null));
    }

    [Fact]
    public void EarlierRow_IsRefusedAgain_OnceAResumedStreamTookANewOne()
    {
        using var folder = new TemporaryFolder();
        using ChannelStream before = Make();
        before.Take(Line(5), 1);
        before.SaveCheckpoint(folder.File("stream.safetensors"));
        using ChannelStream after = Make();
        after.Resume(folder.File("stream.safetensors"));

        Assert.Null(after.Take(Line(4), 1));
        Assert.NotNull(after.Take(Line(6), 2));
        Assert.Throws<DataFormatException>(() => after.Take(Line(4), 3));
    }

    [Fact]
    public void Checkpoint_IsRefused_WhenItIsOfAnotherSettingOrDamaged()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("stream.safetensors");
        using ChannelStream before = Make();
        Assert.Throws<InvalidOperationException>(() => before.SaveCheckpoint(file));
        before.Take(Line(0), 1);
        before.SaveCheckpoint(file);
        Assert.Throws<InvalidOperationException>(() => before.Resume(file));
        using var other = new ChannelStream(_backend, 20, "lines.csv", null, _quick with { Deviations = 5 });
        using ChannelStream damaged = Make();

        CheckpointException refused = Assert.Throws<CheckpointException>(() => other.Resume(file));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^9]);

        Assert.Contains("belongs to another model", refused.Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => damaged.Resume(file));
        Assert.NotNull(damaged.Take(Line(0), 1));
    }
}
