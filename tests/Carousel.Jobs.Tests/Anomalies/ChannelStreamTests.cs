using System.Globalization;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Report;
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

    private ChannelStream Make(int learning = 20, ReadOptions? reading = null, string? label = null) =>
        new(_backend, learning, "lines.csv", reading, _quick, label);

    private static string[] Answers(ChannelStream stream, IEnumerable<string> lines) =>
        [.. lines.SelectMany((line, n) => stream.Take(line, n + 1)?.ToCsv().Split('\n') ?? [])];

    private static string Line(int row) =>
        FormattableString.Invariant(
            $"{new DateTime(2024, 1, 1).AddMinutes(row):yyyy-MM-dd HH:mm:ss},{row % 7},{row % 3}");

    [Fact]
    public void Lines_AreAnsweredOneByOne_WithAScoreOnceTheLearningPartIsOver()
    {
        using ChannelStream stream = Make();
        Assert.Null(stream.Take("time,load,heat", 1));

        string?[] taken = [.. Enumerable.Range(0, 80).Select(r => stream.Take(Line(r), r + 2)?.ToCsv())];
        Assert.All(taken[..19], Assert.Null);
        Assert.All(taken[20..], t => Assert.DoesNotContain('\n', t!));
        string[] answers = [.. taken.OfType<string>().SelectMany(t => t.Split('\n'))];

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

        Assert.Equal(25, Answers(stream, Enumerable.Range(0, 25).Select(Line)).Length);
        Assert.Equal("column1,score,anomaly,alarm,reason,channel,value,expected", stream.Header);
    }

    [Fact]
    public void FirstRow_IsNoHeader_WhenItHasGapsAndTexts()
    {
        using ChannelStream stream = Make();

        IEnumerable<string> lines = Enumerable.Range(0, 25).Select(r => r == 0 ? ",0,,ok" : $"{r % 7},{r % 4},1,ok");

        Assert.Equal(25, Answers(stream, lines).Length);
    }

    [Fact]
    public void BlankLines_ArePassedOver()
    {
        using ChannelStream stream = Make();

        Assert.Null(stream.Take("  ", 1));
        Assert.Equal(0, stream.Summary.Lines);
    }

    [Theory]
    [InlineData("2024-01-01 00:35:00,1", "the line has 2 cells separated by ',', but the header has 3")]
    [InlineData("2024-01-01 00:35:00,much,1", "'much' is not a number in column 'load'")]
    [InlineData("2023-12-31 00:35:00,1,1", "2023-12-31 00:35:00 is not later than the row before it.")]
    [InlineData("2024-01-01 00:29:00,1,1", "2024-01-01 00:29:00 is not later than the row before it.")]
    [InlineData("tomorrow,1,1", "'tomorrow' in column 'time' is not a time stamp in the form of the first")]
    [InlineData("2024-01-01 00:35:00,\"1,1", "a quotation mark is opened and never closed.")]
    public void Line_IsRefusedWithItsNumber_AndTheNextIsTaken(string line, string expected)
    {
        using ChannelStream stream = Make();
        Answers(stream, ["time,load,heat", .. Enumerable.Range(0, 30).Select(Line)]);

        DataFormatException refused = Assert.Throws<DataFormatException>(() => stream.Take(line, 32));

        Assert.Contains("lines.csv:32", refused.OnCommandLine, StringComparison.Ordinal);
        Assert.Contains(expected, refused.OnCommandLine, StringComparison.Ordinal);
        Assert.NotNull(stream.Take(Line(31), 33));
        Assert.NotNull(stream.Take($"{Line(32)},", 34));
    }

    [Fact]
    public void LineToLearnFrom_IsRefusedWithItsNumber_AndNothingIsSaved()
    {
        using var folder = new TemporaryFolder();
        using ChannelStream stream = Make();
        string[] lines =
        [
            "time,load,heat", "",
            .. Enumerable.Range(0, 25).Select(r => r == 5 ? "2024-01-01 00:05:00,much,1" : Line(r)),
        ];

        DataFormatException refused = Assert.Throws<DataFormatException>(() => Answers(stream, lines));

        Assert.Contains("lines.csv:8:2: 'much'", refused.OnCommandLine, StringComparison.Ordinal);
        Assert.Equal(0, stream.Summary.Lines);
        Assert.Throws<InvalidOperationException>(() => stream.SaveCheckpoint(folder.File("stream.safetensors")));
    }

    [Fact]
    public void Channel_IsRefused_WhenItIsNotThere()
    {
        using ChannelStream stream = Make(reading: new ReadOptions { Targets = ["cold"] });

        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => Answers(stream, ["time,load,heat", .. Enumerable.Range(0, 20).Select(Line)]));

        Assert.Contains("no column 'cold'.", refused.OnCommandLine, StringComparison.Ordinal);
        Assert.Contains("time, load, heat", refused.OnCommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelsAndCounters_AreLeftOut_AsThoseOfAFile()
    {
        string[] lines =
        [
            "row,timestamp,load,heat,anomaly,changepoint,state",
            .. Enumerable.Range(0, 60).Select(r => $"{r},{r + 1},{r % 7},{r % 3},{(r == 9 ? 1 : 0)},0.0,on"),
        ];
        using ChannelStream stream = Make();

        string? note = lines.Select((line, n) => stream.Take(line, n + 1)).OfType<IStreamAnswer>().First().Note;

        ChannelData file = ChannelData.Read(
            new StringReader(string.Join('\n', lines)), "lines.csv", new ReadOptions(), null);
        Assert.Equal(["load", "heat"], file.Channels);
        Assert.Equal(file.Notes, note!.Split('\n')[..^1]);
        Assert.EndsWith(
            "train a detector with carousel anomaly and use carousel stream.", note, StringComparison.Ordinal);
        Assert.Contains("'changepoint' is left out: it contains labels", note, StringComparison.Ordinal);
        Assert.Contains("'timestamp' is left out: it only counts", note, StringComparison.Ordinal);
        using ChannelStream plain = Make();
        Assert.Equal(
            Answers(plain, lines.Select(line => string.Join(',', line.Split(',')[2..4]))),
            Answers(Make(), lines));
    }

    [Fact]
    public void ColumnOfLabels_IsNotWatched_WhateverItIsCalled()
    {
        string[] lines =
            ["time,load,state", .. Enumerable.Range(0, 40).Select(r => $"{Line(r)[..^2]},{(r is 5 or 30 ? 1 : 0)}")];

        Assert.Equal(
            Answers(Make(), lines.Select(line => line[..line.LastIndexOf(',')])),
            Answers(Make(label: "state"), lines));
    }

    [Fact]
    public void Meter_IsWatchedByItsRise_AndShownByItsValue_AlsoAfterACheckpoint()
    {
        using var folder = new TemporaryFolder();
        string[] lines =
            ["time,meter", .. Enumerable.Range(0, 90).Select(r => $"{Line(r)[..19]},{5000 + (10 * r) + (r % 3)}")];
        using ChannelStream whole = Make(30);
        IStreamAnswer[] answers = [.. lines.Select((line, n) => whole.Take(line, n + 1)).OfType<IStreamAnswer>()];
        using ChannelStream before = Make(30);
        Answers(before, lines[..61]);
        before.SaveCheckpoint(folder.File("stream.safetensors"));
        using ChannelStream after = Make();
        after.Resume(folder.File("stream.safetensors"));

        string[] cells = answers[^1].ToCsv().Split(',');

        Assert.EndsWith(
            "'meter' only rises, as a meter does: its rise from row to row is watched.", answers[0].Note,
            StringComparison.Ordinal);
        Assert.Equal("5892", cells[6]);
        Assert.InRange(float.Parse(cells[7], CultureInfo.InvariantCulture), 5880, 5910);
        Assert.Equal(answers[31..].Select(a => a.ToCsv()), Answers(after, lines));
    }

    [Fact]
    public void DateAndTimeOfDay_AreOneTime_InTwoColumns()
    {
        string[] lines =
        [
            "Datum;Uhrzeit;kWh",
            .. Enumerable.Range(0, 200).Select(
                r => $"0{1 + (r / 96)}.01.2024;{r / 4 % 24:00}:{15 * (r % 4):00};{r % 7},5"),
        ];
        using ChannelStream stream = Make(60);

        string[] answers = Answers(stream, lines);

        Assert.StartsWith("\"Datum,Uhrzeit\",score,", stream.Header, StringComparison.Ordinal);
        Assert.StartsWith("01.01.2024 00:15,,0,0,learning", answers[1], StringComparison.Ordinal);
        Assert.StartsWith("03.01.2024 01:45,", answers[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void SecondsSince1970_AreTimes_InAColumnOfTime()
    {
        using ChannelStream stream = Make();

        string[] answers = Answers(
            stream, ["Time,load", .. Enumerable.Range(0, 40).Select(r => $"{1714521600 + (60 * r)},{r % 7}")]);

        Assert.Equal("Time,score,anomaly,alarm,reason,channel,value,expected", stream.Header);
        Assert.StartsWith("1714523940,", answers[^1], StringComparison.Ordinal);
        Assert.Contains(",load,4,", answers[^1], StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => stream.Take("1714521600,3", 42));
    }

    [Fact]
    public void CodesOfMissingValues_AreGaps()
    {
        IEnumerable<string> lines = Enumerable.Range(0, 60).Select(
            r => $"{Line(r)[..19]},{(r is 7 or 9 or 50 ? -999 : 5 * r % 7)}");
        using ChannelStream stream = Make(40);

        IStreamAnswer[] answers =
            [.. lines.Prepend("time,load").Select((line, n) => stream.Take(line, n + 1)).OfType<IStreamAnswer>()];

        Assert.StartsWith(
            "2 cells of column 'load' are missing ('-999').", answers[0].Note, StringComparison.Ordinal);
        Assert.Contains(",load,,", answers[11].ToCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public void RowsOfSeveralMachines_AreRefused()
    {
        IEnumerable<string> lines = Enumerable.Range(0, 60).Select(
            r => $"{Line(r / 2)[..19]},M{r % 2},{5 * r % 7}");
        using ChannelStream stream = Make(40);

        Assert.Equal(
            "lines.csv has a row for each machine and time, but a stream takes a column for each of them.",
            Assert.Throws<DataFormatException>(() => Answers(stream, lines.Prepend("time,machine,load"))).Message);
    }

    [Fact]
    public void TableOfSensors_IsRefused()
    {
        using ChannelStream stream = Make(60);

        DataFormatException refused = Assert.Throws<DataFormatException>(() => Answers(
            stream,
            [
                "time,sensor,value",
                .. Enumerable.Range(0, 60).Select(r => $"{Line(r / 3)[..19]},{(char)('a' + (r % 3))},{r % 7}"),
            ]));

        Assert.Equal(
            "lines.csv has a row for each sensor and time, but a stream takes a column for each of them.",
            refused.Message);
    }

    [Fact]
    public void FirstAnswers_AreOneObjectOnALine()
    {
        using ChannelStream stream = Make();

        IStreamAnswer first = Enumerable.Range(0, 20).Select(r => stream.Take(Line(r), r + 1)).OfType<IStreamAnswer>()
            .Single();

        string[] objects = JsonText.Of(first.Write).Split('\n');
        Assert.Equal(20, objects.Length);
        Assert.Equal("""{"row":"2024-01-01 00:00:00","score":null,"reason":"learning"}""", objects[0]);
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
        Assert.Equal(90, expected.OfType<string>().Sum(t => t.Split('\n').Length));
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
        string[] expected = Answers(whole, lines);
        using ChannelStream before = Make();
        Answers(before, lines[..40]);
        before.SaveCheckpoint(folder.File("stream.safetensors"));
        using ChannelStream after = Make();
        after.Resume(folder.File("stream.safetensors"));

        Assert.Equal(expected[40..], Answers(after, lines[40..]));
    }

    [Fact]
    public void EarlierRow_IsRefusedAgain_OnceAResumedStreamTookANewOne()
    {
        using var folder = new TemporaryFolder();
        using ChannelStream before = Make();
        Answers(before, Enumerable.Range(5, 30).Select(Line));
        before.SaveCheckpoint(folder.File("stream.safetensors"));
        using ChannelStream after = Make();
        after.Resume(folder.File("stream.safetensors"));

        Assert.Null(after.Take(Line(34), 1));
        Assert.NotNull(after.Take(Line(36), 2));
        Assert.Throws<DataFormatException>(() => after.Take(Line(34), 3));
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
        Assert.Equal(20, Answers(damaged, Enumerable.Range(0, 20).Select(Line)).Length);
    }
}
