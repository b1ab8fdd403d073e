using System.Text.Json;
using Carousel.Cli.Rendering;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

/// <summary>carousel stream: lines in, answers out, and stored states.</summary>
public sealed class StreamTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private static readonly string _good = DataCase.Good();
    private static readonly string[] _lines = _good.TrimEnd('\n').Split('\n');

    [Fact]
    public async Task EachLine_IsAnsweredBeforeTheNextIsRead()
    {
        using var output = new CountedWriter { NewLine = "\n" };
        using var reader = new PatientReader(_lines, output);
        var terminal = new Terminal(output, TextWriter.Null, input: reader);
        Assert.Equal(
            0,
            await CarouselCommand.RunAsync(["stream", trained.Model], terminal, TestContext.Current.CancellationToken));
        Assert.True(reader.WasAnswered);
        Assert.Equal(_lines.Length, output.ToString().TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task StandardInputAndAFile_GiveTheSameAnswers_OfWhichTheLastIsAPrediction()
    {
        CliRun piped = await CliRun.WithInputAsync(_good, "stream", trained.Model, "--threads", "1");
        CliRun read = await CliRun.OfAsync("stream", trained.Model, trained.Data, "--threads", "2");
        Assert.Equal((0, 0), (piped.ExitCode, read.ExitCode));
        Assert.Equal(piped.Out, read.Out);
        Assert.StartsWith("date,value+1,value+2,value+3\n2020-01-01,,,\n", piped.Out, StringComparison.Ordinal);
        Assert.Matches(
            @"^  Each series has forecasts after 6 rows\. To have them at once, pass earlier rows with "
            + @"--history FILE\.\n"
            + @"  120 rows, 115 forecasts; mean absolute error [\d.]+ over 3 steps ahead, last value [\d.]+; "
            + @"\d+ % inside the 80 % interval\.\n$", piped.Error);

        CliRun predicted = await CliRun.OfAsync("predict", trained.Model, trained.Data);
        string[] head = predicted.Out.Split('\n')[0].Split(',');
        IEnumerable<string> medians = predicted.Out.TrimEnd('\n').Split('\n').Skip(1)
            .Select(l => l.Split(',')[Array.IndexOf(head, "q0.5")]);
        Assert.Equal(string.Join(',', medians.Prepend(_lines[^1].Split(',')[0])), piped.LastLine);
    }

    [Fact]
    public async Task ATaggerOfNumbers_LabelsEachLine_WhereItIsCausal()
    {
        using var folder = new TemporaryFolder();
        string[] rows =
        [
            .. Enumerable.Range(0, 200).Select(r => $"{r / 10},{r * 7 % 11},{(r * 7 % 11 > 5 ? "high" : "low")}"),
        ];
        string data = folder.Write("steps.csv", "id,load,label\n" + string.Join('\n', rows) + "\n");
        foreach (string[] causal in (string[][])[["--causal"], []])
        {
            CliRun fitted = await CliRun.OfAsync(
                ["tag", data, "--epochs", "1", "--hidden", "4", "--out", folder.File("out"), .. causal]);
            Assert.Equal(0, fitted.ExitCode);
            CliRun run = await CliRun.WithInputAsync(
                "load\n3\nmany\n", "stream", folder.File("out/model.safetensors"), "--keep-going");

            Assert.Equal(causal.Length > 0 ? 0 : 2, run.ExitCode);
            Assert.Contains(
                causal.Length > 0 ? "standard input:3:1: 'many' in column 'load' is not a number" : "causal tagger",
                run.Error, StringComparison.Ordinal);
            Assert.Matches(causal.Length > 0 ? @"^step,label,probability\n1,(high|low),0\.\d+\n$" : "^$", run.Out);
        }
    }

    [Fact]
    public async Task AHistory_AnswersTheFirstLine()
    {
        using var folder = new TemporaryFolder();
        string history = folder.Write("history.csv", string.Join('\n', _lines[..100]));
        CliRun whole = await CliRun.WithInputAsync(_good, "stream", trained.Model, "--interval", "80", "--steps", "2");
        CliRun rest = await CliRun.WithInputAsync(
            string.Join('\n', _lines[100..]), "stream", trained.Model, "--history", history, "--interval", "80",
            "--steps", "2");
        Assert.Equal(0, rest.ExitCode);
        Assert.DoesNotContain("Forecasts begin", rest.Error, StringComparison.Ordinal);
        Assert.Equal(whole.Out.Split('\n')[100..], rest.Out.Split('\n')[1..]);
    }

    [Fact]
    public async Task Json_IsAnObjectALine_AndASummary()
    {
        CliRun run = await CliRun.WithInputAsync(_good, "stream", trained.Model, "--json", "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement[] objects = [.. run.Out.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(_lines.Length, objects.Length);
        Assert.Equal(
            (121, "2020-04-29"),
            (objects[^2].GetProperty("line").GetInt32(), objects[^2].GetProperty("time").GetString()));
        Assert.Equal(
            3, objects[^2].GetProperty("forecast").GetProperty("value").GetProperty("median").GetArrayLength());
        JsonElement summary = objects[^1];
        Assert.Equal("stream", summary.GetProperty("task").GetString());
        Assert.Equal(
            (120, 115, 0),
            (summary.GetProperty("lines")
                .GetInt32(), summary.GetProperty("answers").GetInt32(), summary.GetProperty("learned").GetInt32()));
        Assert.True(summary.GetProperty("metrics").GetProperty("mae").GetDouble() > 0);
        Assert.True(summary.GetProperty("baselines").GetProperty("last value").GetProperty("mae").GetDouble() > 0);
        Assert.InRange(summary.GetProperty("coverage").GetProperty("80").GetDouble(), 0, 1);
    }

    [Fact]
    public async Task Learning_IsResumed_ToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        string[] learn = ["stream", trained.Model, "--learn", "--quiet", "--out"];
        CliRun whole = await CliRun.WithInputAsync(_good, [.. learn, folder.File("whole")]);
        CliRun first = await CliRun.WithInputAsync(
            string.Join('\n', _lines[..71]), [.. learn, folder.File("parts"), "--every", "7"]);
        Assert.Equal(
            $"{folder.File("parts")} contains the saved state of an earlier stream. This run would delete it. "
            + "Pass --resume to continue from it, or name another folder with --out.",
            (await CliRun.WithInputAsync(_good, [.. learn, folder.File("parts")])).RequireOneSentence());
        CliRun second = await CliRun.WithInputAsync(
            string.Join('\n', [_lines[0], .. _lines[60..]]), [.. learn, folder.File("parts"), "--resume"]);
        Assert.Equal((0, 0, 0), (whole.ExitCode, first.ExitCode, second.ExitCode));
        Assert.Equal(whole.Out.Split('\n')[71..], second.Out.Split('\n')[1..]);
        Assert.All(
            ["model.safetensors", "stream.safetensors"],
            name =>
                Assert.Equal(
                    File.ReadAllBytes(folder.File($"whole/{name}")), File.ReadAllBytes(folder.File($"parts/{name}"))));
        Assert.NotEqual(File.ReadAllBytes(trained.Model), File.ReadAllBytes(folder.File("whole/model.safetensors")));
    }

    [Fact]
    public async Task CtrlC_EndsWhileItWaitsForALine_AndKeepsWhatWasLearnt()
    {
        using var folder = new TemporaryFolder();
        using var output = new CountedWriter { NewLine = "\n" };
        using var stop = new CancellationTokenSource();
        using var reader = new PatientReader(_lines[..50], output, stop.Cancel);
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, input: reader);
        int exitCode = await CarouselCommand.RunAsync(
            ["stream", trained.Model, "--learn", "--out", folder.File("out")], terminal, stop.Token);
        Assert.Equal(130, exitCode);
        Assert.Matches("49 rows, .* steps learned", error.ToString());
        Assert.True(File.Exists(folder.File("out/model.safetensors")));
        Assert.True(File.Exists(folder.File("out/stream.safetensors")));
        reader.Release();
    }

    public static TheoryData<string, string> BadLines => new()
    {
        { "2020-02-19,ill", "standard input:51:2: 'ill' is not a number in column 'value'" },
        { "2020-02-19,1e99", "standard input:51:2: '1e99' .*infinite or too large" },
        { "yesterday,3", "standard input:51:1: 'yesterday' .*time stamp" },
        { "2020-02-18,3", "standard input:51:1: 2020-02-18 is not later than the row before it" },
        { "2020-02-19 07:31,3", "standard input:51:1: .*grid" },
        { "9999-12-30,3",
            "standard input:51:1: 3 days after 9999-12-30 is past the year 9999, where the calendar ends" },
        { "2020-02-19", "standard input:51: the line has 1 cell, but 2 are expected" },
        { "2020-02-19,\"3", "standard input:51: .*quotation mark" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task ABadLine_EndsTheStream_OrIsPassedOver(string line, string said)
    {
        string[] lines = [.. _lines];
        lines[50] = line;
        CliRun stopped = await CliRun.WithInputAsync(string.Join('\n', lines), "stream", trained.Model, "--quiet");
        Assert.Equal(2, stopped.ExitCode);
        Assert.Matches(said, Assert.Single(stopped.Error.TrimEnd('\n').Split('\n')));
        Assert.Equal(50, stopped.Out.TrimEnd('\n').Split('\n').Length);

        CliRun going = await CliRun.WithInputAsync(string.Join('\n', lines), "stream", trained.Model, "--keep-going");
        Assert.Equal(0, going.ExitCode);
        Assert.Matches(said, going.Error.Split('\n')[1]);
        Assert.StartsWith("  119 rows", going.Error.Split('\n')[2], StringComparison.Ordinal);
        Assert.Equal(120, going.Out.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task APrediction_BeyondTheCalendar_IsRefusedInOneSentence()
    {
        using var folder = new TemporaryFolder();
        IEnumerable<string> rows = _lines[1..]
            .Select(
                (line, r) =>
                    $"{new DateTime(9999, 12, 31).AddDays(r - _lines.Length + 2):yyyy-MM-dd},{line.Split(',')[1]}");
        CliRun run = await CliRun.OfAsync(
            "predict", trained.Model, folder.Write("late.csv", string.Join('\n', rows.Prepend(_lines[0]))));
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Matches(
            "days? after 9999-12-31 is past the year 9999", Assert.Single(run.Error.TrimEnd('\n').Split('\n')));
    }

    [Theory]
    [InlineData(
        "date,price\n2020-01-01,1\n", "standard input lacks 'value'")]
    [InlineData(
        "when,value\n2020-01-01,1\n", "The model was trained on columns date, value; standard input lacks 'date'")]
    [InlineData("1\n", "standard input:1: the line has 1 cell, but 2 are expected: date, value")]
    [InlineData(
        "03/04/2020,1\n",
        "standard input:1:1: '03/04/2020' .*may begin with the day or with the month. Pass --time-format")]
    public async Task AFirstLine_ThatDoesNotFit_IsRefusedInOneSentence(string input, string said) =>
        Assert.Matches(
            said, (await CliRun.WithInputAsync(input, "stream", trained.Model, "--keep-going", "--quiet")).Error);

    [Theory]
    [InlineData("--every needs --learn", "--every", "5")]
    [InlineData("--out needs --learn", "--out", "somewhere")]
    [InlineData("--resume needs --out", "--learn", "--resume")]
    [InlineData("--every must be 1 or more", "--learn", "--every", "0")]
    [InlineData("--steps must be 1", "--steps", "0")]
    [InlineData("--steps must be at most 3, the model's horizon, but is 4.", "--steps", "4")]
    [InlineData("--interval must be 1…99.9", "--interval", "100")]
    [InlineData(
        "--resume takes the earlier rows from the checkpoint", "--learn", "--resume", "--out", "x", "--history", "y")]
    public async Task OptionsThatDoNotFit_AreRefused(string said, params string[] options)
    {
        CliRun run = await CliRun.WithInputAsync(_good, ["stream", trained.Model, .. options]);
        Assert.StartsWith(said, run.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("date,value\n")]
    public async Task Lines_WithoutARow_AreRefused(string input)
    {
        const string said = "standard input has no lines to answer. Pass lines like those of the training data.";
        Assert.Equal(said, (await CliRun.WithInputAsync(input, "stream", trained.Model)).RequireOneSentence());
        Assert.Equal(said, (await CliRun.WithInputAsync(input, "anomaly", "--stream")).RequireOneSentence());
    }

    [Fact]
    public async Task AClassifier_IsRefused_WithTheVerbThatAppliesIt()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.tsv", BadInput.JobCases.Texts(20)),
            model = folder.File("out/model.safetensors");
        CliRun fitted = await CliRun.OfAsync(
            "classify", data, "--hidden", "4", "--ensemble", "1", "--epochs", "1", "--out", folder.File("out"));
        Assert.True(fitted.ExitCode == 0, fitted.Error);
        Assert.Equal(
            $"{model} is a model for 'classify', which cannot stream. Use it with: carousel predict {model} DATA",
            (await CliRun.OfAsync("stream", model, data)).RequireOneSentence());
        string one = folder.Write("one.tsv", "label\ttext\na\ta good day\n");
        Assert.Contains(
            "of 1 text was classified correctly", (await CliRun.OfAsync("evaluate", model, one)).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_BeginsAnew_WhenThereIsNoCheckpoint()
    {
        using var folder = new TemporaryFolder();
        string[] learn = ["stream", trained.Model, "--learn", "--out"];
        CliRun plain = await CliRun.WithInputAsync(_good, [.. learn, folder.File("plain")]);
        CliRun resumed = await CliRun.WithInputAsync(_good, [.. learn, folder.File("out"), "--resume"]);
        Assert.Equal(0, plain.ExitCode);
        Assert.Equal(plain.Out, resumed.Out);
        Assert.Equal(
            $"  {folder.File("out")} contains no stopped run, so a new run begins.\n{plain.Error}", resumed.Error);
    }

    [Fact]
    public async Task ABadCheckpoint_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("out"));
        string[] resume = ["stream", trained.Model, "--learn", "--resume", "--out", folder.File("out")];
        File.Copy(trained.Model, folder.File("out/stream.safetensors"));
        Assert.Contains(
            "not a checkpoint", (await CliRun.WithInputAsync(_good, resume)).RequireOneSentence(),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// Gives a line only after the one before it was answered; at the end it waits for ever where it is given something
    /// to do then.
    /// </summary>
    private sealed class PatientReader(string[] lines, CountedWriter output, Action? atTheEnd = null) : TextReader
    {
        private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
        private readonly ManualResetEventSlim _released = new();
        private int _given;

        public bool WasAnswered { get; private set; } = true;

        public void Release() => _released.Set();

        public override string? ReadLine()
        {
            // The first line is a header and has no answer; the head of the answers comes with the first.
            int expected = _given < 2 ? 0 : _given;
            WasAnswered &= SpinWait.SpinUntil(() => output.Lines >= expected, _patience);
            if (_given < lines.Length)
            {
                return lines[_given++];
            }

            if (atTheEnd is not null)
            {
                atTheEnd();
                _released.Wait(_patience);
            }

            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _released.Set();
            base.Dispose(disposing);
        }
    }

    private sealed class CountedWriter : StringWriter
    {
        private int _lines;

        public int Lines => Volatile.Read(ref _lines);

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Interlocked.Increment(ref _lines);
        }
    }
}
