using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class ForecastStreamTests : IDisposable
{
    private const int Rows = 130;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("known")]
    [InlineData("gaps")]
    [InlineData("shops")]
    public void Answers_AreThoseOfAPrediction_BitForBit(string kind)
    {
        string[] lines = Lines(kind);
        using Forecaster model = Fit(lines, kind);
        using var stream = new ForecastStream(model, Options(kind));
        Assert.Null(stream.Take(lines[0], 1));
        int compared = 0;
        for (int n = 1; n < lines.Length; n++)
        {
            string[] cells = stream.Take(lines[n], n + 1)!.ToCsv().Split(',');
            if (n % 9 == 0 && cells[^1].Length > 0)
            {
                string id = kind == "shops" ? lines[n].Split(',')[1] : "";
                string[] past =
                [
                    lines[0],
                    .. lines[1..(n + 1)].Where(l => id.Length == 0 || l.Contains($",{id},", StringComparison.Ordinal)),
                ];
                Forecast forecast = model.Predict(
                    Read(past, kind), assumeKnown: true, TestContext.Current.CancellationToken);
                for (int t = 0; t < model.Design.Horizon; t++)
                {
                    float median = (float)forecast.Quantiles.MedianOf(0, t, 0);
                    Assert.Equal(
                        median.ToString("R", CultureInfo.InvariantCulture), cells[^(model.Design.Horizon - t)]);
                }

                compared++;
            }
        }

        Assert.InRange(compared, 8, Rows);
        Assert.Equal(lines.Length - 1, stream.Summary.Lines);
    }

    [Fact]
    public void Lines_MayHaveAnyOrderWithAHeader_AndTheTrainedOneWithout()
    {
        string[] lines = Lines("known");
        using Forecaster model = Fit(lines, "known");
        string[] expected = Answers(model, lines);
        Assert.Equal(
            expected,
            Answers(model, [.. lines.Select(l => $"{l.Split(',')[2]},ignored,{l.Split(',')[1]},{l.Split(',')[0]}")]));
        Assert.Equal(expected, Answers(model, lines[1..]));
        Assert.Equal(
            expected,
            Answers(
                model,
                [
                    .. lines.Select(
                        l =>
                            $"\uFEFF{l.Replace(',', ';').Replace('.', ',')};".TrimStart(
                                l == lines[0] ? ' ' : '\uFEFF')),
                ]));
    }

    [Fact]
    public void AHistory_AnswersTheFirstLine_AndItsFutureRowsAreKnown()
    {
        string[] lines = Lines("known");
        using Forecaster model = Fit(lines, "known");
        string[] expected = Answers(model, lines);
        using var stream = new ForecastStream(model, Options("known"));
        stream.Begin(Read(lines[..101], "known"));
        Assert.Equal(expected[100], stream.Take(lines[101], 1)!.ToCsv());

        string ahead = $"{Tiny.Monday.AddDays(100):yyyy-MM-dd},,7";
        using var informed = new ForecastStream(model, Options("known"));
        informed.Begin(Read([.. lines[..101], ahead, $"{Tiny.Monday.AddDays(101):yyyy-MM-dd},,9"], "known"));
        Assert.NotEqual(expected[100], informed.Take(lines[101], 1)!.ToCsv());
    }

    [Fact]
    public void Learning_StartsAgainFromACheckpoint_ToTheSameBits()
    {
        string[] lines = Lines("known");
        (string[] answers, byte[] model) whole = Learn(lines, 0, Rows, resume: false, threads: 1);
        Learn(lines, 0, 70, resume: false, threads: 1);
        (string[] answers, byte[] model) rest = Learn(lines, 50, Rows, resume: true, threads: 2);
        Assert.Equal(whole.model, rest.model);
        Assert.Equal(whole.answers[70..], rest.answers);
        Assert.NotEqual(Answers(Loaded(), lines)[^1], whole.answers[^1]);
    }

    [Fact]
    public void Learn_IsPredictedFirst_SoThatTheFirstAnswersAreThoseOfTheModelAsItWas()
    {
        string[] lines = Lines("plain");
        using Forecaster model = Fit(lines, "plain");
        string[] expected = Answers(model, lines);
        using var stream = new ForecastStream(model, Options("plain") with { Learn = true, LearningRate = 0.01 });
        int firstStep = model.Design.Lookback + model.Design.Horizon;
        for (int n = 0; n < lines.Length; n++)
        {
            string? answer = stream.Take(lines[n], n + 1)?.ToCsv();
            Assert.True(n == 0 || n > firstStep || answer == expected[n - 1]);
            Assert.Equal(Math.Max(0, n - firstStep), stream.Summary.Learned);
            stream.Learn();
        }

        string file = _folder.File("learned.safetensors");
        stream.SaveModel(file);
        using Forecaster learned = Forecaster.Load(file, 1);
        Assert.Equal($"{Tiny.Monday.AddDays(Rows):yyyy-MM-dd}", learned.Origin.TrainedTo);
    }

    [Fact]
    public void Errors_AreThoseOfTheAnswersBeforeTheTruth()
    {
        string[] lines = Lines("plain");
        using Forecaster model = Fit(lines, "plain");
        using var stream = new ForecastStream(model, Options("plain") with { Interval = 80 });
        double[] truth = [.. lines.Skip(1).Select(l => double.Parse(l.Split(',')[1], CultureInfo.InvariantCulture))];
        double sum = 0, last = 0, inside = 0;
        int count = 0, horizon = model.Design.Horizon;
        stream.Take(lines[0], 1);
        for (int r = 0; r < Rows; r++)
        {
            string[] cells = stream.Take(lines[r + 1], r + 2)!.ToCsv().Split(',');
            for (int t = 1; t <= horizon && r + t < Rows && cells[1].Length > 0; t++)
            {
                double median = Number(cells[(3 * t) - 2]), y = (float)truth[r + t];
                sum += Math.Abs(y - median);
                last += Math.Abs(y - (float)truth[r]);
                inside += y >= Number(cells[(3 * t) - 1]) && y <= Number(cells[3 * t]) ? 1 : 0;
                count++;
            }
        }

        Assert.Equal(sum / count, stream.Summary.Metrics["mae"], 1e-5);
        Assert.Equal(last / count, stream.Summary.BaselineMetrics["mae"], 1e-5);
        Assert.Equal(inside / count, stream.Summary.Coverage[80], 0.02);

        static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void AnAnswerAsJson_HoldsMedianAndInterval()
    {
        string[] lines = Lines("plain");
        using Forecaster model = Fit(lines, "plain");
        using var stream = new ForecastStream(model, Options("plain") with { Steps = 2, Interval = 90 });
        Assert.Equal("date,y0+1,y0+1 low,y0+1 high,y0+2,y0+2 low,y0+2 high", stream.Header);
        JsonElement early = Json(stream.Take(lines[1], 1)!);
        Assert.Equal(JsonValueKind.Null, early.GetProperty("forecast").ValueKind);
        JsonElement late = early;
        for (int n = 2; n < 20; n++)
        {
            late = Json(stream.Take(lines[n], n)!);
        }

        Assert.Equal(
            (19, "2024-01-19", 90),
            (late.GetProperty("line")
                .GetInt32(), late.GetProperty("time").GetString(), late.GetProperty("interval").GetInt32()));
        JsonElement target = late.GetProperty("forecast").GetProperty("y0");
        Assert.Equal(2, target.GetProperty("median").GetArrayLength());
        Assert.True(target.GetProperty("low")[1].GetDouble() < target.GetProperty("high")[1].GetDouble());
    }

    [Theory]
    [InlineData(
        "2024-01-03,x", @"input:3:2: 'x' is not a number in column 'y0'\. Pass --missing 'x' to read it as a gap\.$")]
    [InlineData("2024-01-03,1e99", "input:3:2: '1e99' in column 'y0' is infinite or too large")]
    [InlineData("9999-12-30,3", "input:3:1: 4 days after 9999-12-30 is past the year 9999, where the calendar ends")]
    [InlineData("2024-01-03", "input:3: the line has 1 cell, but 2 are expected: date, y0.")]
    [InlineData("2024-01-02,3", "input:3:1: 2024-01-02 is not later than the row before it, 2024-01-02.")]
    [InlineData("2024-01-03 07:31,3", "input:3:1: .*07:31 is not on the grid of the rows before it .daily")]
    [InlineData("yesterday,3", "input:3:1: 'yesterday' in column 'date' is not a time stamp in the form of the first")]
    [InlineData("2024-01-03,\"3", "input:3: a quotation mark is opened and never closed")]
    public void ALine_IsRefusedInOneSentence_AndTheStreamGoesOnWithoutIt(string line, string said)
    {
        string[] lines = Lines("plain");
        using Forecaster model = Fit(lines, "plain");
        string expected = Answers(model, lines)[30];
        using var stream = new ForecastStream(model, Options("plain"));
        stream.Take(lines[1], 1);
        stream.Take(lines[2], 2);
        Assert.Matches(said, Assert.Throws<DataFormatException>(() => stream.Take(line, 3)).OnCommandLine);
        for (int n = 3; n < 31; n++)
        {
            stream.Take(lines[n], n);
        }

        Assert.Equal(expected, stream.Take(lines[31], 31)!.ToCsv());
    }

    [Fact]
    public void AStream_RefusesWhatItCannotAnswer()
    {
        string[] lines = Lines("shops");
        using Forecaster shops = Fit(lines, "shops");
        using var stream = new ForecastStream(shops, Options("shops"));
        Assert.Equal(
            "The model was trained on columns date, shop, y0; input lacks 'y0'.",
            Refused(() => stream.Take("date,shop,x", 1)));
        Assert.StartsWith(
            "input:1: the series 'c' was not in the model's training", Refused(() => stream.Take("2024-01-01,c,1", 1)),
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => stream.SaveCheckpoint(_folder.File("x")));

        using Forecaster known = Fit(Lines("known"), "known");
        Assert.Contains("--repeat-known", Refused(() => new ForecastStream(known).Dispose()), StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => new ForecastStreamOptions { Interval = 100 });
        Assert.Throws<OptionException>(() => new ForecastStreamOptions { Interval = 0.8 });

        static string Refused(Action action) => Assert.Throws<DataFormatException>(action).OnCommandLine;
    }

    [Fact]
    public void AForecast_BeyondTheCalendar_IsRefused()
    {
        string[] lines = Lines("plain");
        using Forecaster model = Fit(lines, "plain");
        string[] last =
        [
            "date,y0",
            .. Enumerable.Range(-19, 20)
                .Select(d => $"{new DateTime(9999, 12, 31).AddDays(d):yyyy-MM-dd},{10 + (d & 3)}"),
        ];
        SeriesSet set = Read(last, "plain");
        var error = Assert.Throws<DataFormatException>(
            () => model.Predict(set, cancellation: TestContext.Current.CancellationToken).LabelAt(0, 3));
        Assert.Contains("is past the year 9999", error.OnCommandLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-01-01;c;1,5")]
    [InlineData("date of day;a;1,5")]
    [InlineData("9999-12-31;a;1,5")]
    public void TheFormOfAFirstLine_IsForgotten_WhereTheLineIsRefused(string first)
    {
        using Forecaster model = Fit(Lines("shops"), "shops");
        using var stream = new ForecastStream(model, Options("shops"));
        Assert.Throws<DataFormatException>(() => stream.Take(first, 1));
        Assert.NotNull(stream.Take("2024-01-01,a,1.5", 2));
        Assert.Throws<DataFormatException>(() => stream.Take("2024-01-02;a;1,5", 3));
    }

    [Fact]
    public void Resume_RefusesAnotherModelsCheckpoint()
    {
        Learn(Lines("known"), 0, 40, resume: false, threads: 1);
        using Forecaster other = Fit(Lines("plain"), "plain");
        using var stream = new ForecastStream(other, Options("plain") with { Learn = true });
        Assert.Throws<CheckpointException>(() => stream.Resume(_folder.File("checkpoint")));
    }

    private static ForecastStreamOptions Options(string kind) => new()
    {
        Source = "input",
        RepeatKnown = true,
        Cells = new ReadOptions { Missing = kind == "gaps" ? [""] : [] },
    };

    private static string[] Answers(Forecaster model, string[] lines)
    {
        using var stream = new ForecastStream(model, Options("known"));
        return [.. lines.Select((line, n) => stream.Take(line, n + 1)?.ToCsv()).OfType<string>()];
    }

    private static JsonElement Json(IStreamAnswer answer)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            answer.Write(json);
        }

        return JsonDocument.Parse(bytes.ToArray()).RootElement;
    }

    /// <summary>
    /// A weekly wave by days: one column, with a column known ahead, with gaps and missing rows, or of two shops.
    /// </summary>
    private static string[] Lines(string kind)
    {
        float[] wave = Tiny.Wave(Rows);
        var lines = new List<string>
        {
            kind switch { "known" => "date,y0,price", "shops" => "date,shop,y0", _ => "date,y0" },
        };
        for (int r = 0; r < Rows; r++)
        {
            string date = $"{Tiny.Monday.AddDays(r):yyyy-MM-dd}";
            string value = (wave[r] + (r * 37 % 11 / 10f)).ToString("0.00", CultureInfo.InvariantCulture);
            switch (kind)
            {
                case "known":
                    lines.Add($"{date},{value},{r % 5}");
                    break;
                case "shops":
                    lines.Add($"{date},a,{value}");
                    lines.Add($"{date},b,{value}9");
                    break;
                case "gaps" when r % 13 == 5:
                    break;
                default:
                    lines.Add($"{date},{(kind == "gaps" && r % 17 < 2 && r > 17 ? "" : value)}");
                    break;
            }
        }

        return [.. lines];
    }

    private static SeriesSet Read(string[] lines, string kind)
    {
        var text = new StringBuilder().AppendJoin('\n', lines);
        return SeriesReader.ReadCsv(new StringReader(text.ToString()), "tiny.csv", new ReadOptions
        {
            Targets = ["y0"],
            Known = kind == "known" ? ["price"] : [],
            Id = kind == "shops" ? "shop" : null,
        });
    }

    private static Forecaster Fit(string[] lines, string kind) =>
        Tiny.Fit(Read(lines, kind), Tiny.Options() with { Fit = Tiny.Options().Fit with { Dropout = 0.1 } });

    private Forecaster Loaded() => Forecaster.Load(_folder.File("model.safetensors"), 1);

    private (string[] Answers, byte[] Model) Learn(string[] lines, int from, int to, bool resume, int threads)
    {
        string file = _folder.File("model.safetensors"), checkpoint = _folder.File("checkpoint"),
            learned = _folder.File("learned.safetensors");
        if (!File.Exists(file))
        {
            using Forecaster fitted = Fit(lines, "known");
            fitted.Save(file);
        }

        using Forecaster model = Forecaster.Load(file, threads);
        using var stream = new ForecastStream(model, Options("known") with { Learn = true, LearningRate = 0.003 });
        if (resume)
        {
            stream.Resume(checkpoint);
        }

        var answers = new List<string>();
        stream.Take(lines[0], 1);
        for (int n = from + 1; n <= to; n++)
        {
            answers.AddRange(stream.Take(lines[n], n + 1) is { } answer ? [answer.ToCsv()] : []);
            stream.Learn();
        }

        stream.SaveCheckpoint(checkpoint);
        stream.SaveModel(learned);
        return ([.. answers], File.ReadAllBytes(learned));
    }
}
