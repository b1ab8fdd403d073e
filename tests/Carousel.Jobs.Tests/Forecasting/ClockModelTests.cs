using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A model remembers the clock of its training: equal instants have equal answers on any clock.</summary>
public sealed class ClockModelTests : IDisposable
{
    private const int Rows = 150;
    private const int Change = 99;

    private static readonly DateTime _start = new(2001, 10, 23, 22, 0, 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_AnswersTheSame_ForTheSameInstants()
    {
        string path = _folder.File("model.safetensors"), data = _folder.File("fall.csv");
        File.WriteAllLines(data, Lines(0, r => r < Change ? 2 : 1));
        using (Forecaster fitted = Tiny.Fit(SeriesReader.ReadCsv(data), Tiny.Options()))
        {
            fitted.Save(path);
        }

        using Forecaster model = Forecaster.Load(path, 1);
        Assert.Equal("+02:00", model.Design.Clock);
        string[] expected = Forecast(model, data), stamps = [.. expected.Select(l => l.Split(',')[1])];
        Assert.Equal("2001-10-30 05:00+01:00", stamps[0]);
        foreach (int offset in (int[])[1, 0, -5])
        {
            string tail = _folder.File("tail.csv");
            File.WriteAllLines(tail, Lines(Change + 10, _ => offset));
            string[] other = Forecast(model, tail);
            Assert.Equal(expected.Select(Values), other.Select(Values));
            Assert.Equal(
                stamps.Select(s => DateTimeOffset.Parse(s, CultureInfo.InvariantCulture).UtcDateTime),
                other.Select(l => DateTimeOffset.Parse(l.Split(',')[1], CultureInfo.InvariantCulture).UtcDateTime));
        }
    }

    [Fact]
    public void TextReadersAndStreams_AreAnsweredAsFiles()
    {
        string data = _folder.File("rows.csv"), rows = string.Join('\n', Lines(0, _ => 1)) + "\n";
        File.WriteAllText(data, rows);
        using Forecaster model = Tiny.Fit(SeriesReader.ReadCsv(data), Tiny.Options());

        string expected = Answer(model, JobInput.OfFile(data));

        Assert.Equal(expected, Answer(model, JobInput.OfText(rows)));
        Assert.Equal(expected, Answer(model, JobInput.OfReader(new StringReader(rows))));
        Assert.Equal(expected, Answer(model, JobInput.OfStream(new MemoryStream(Encoding.UTF8.GetBytes(rows)))));
        Assert.Equal(
            model.Evaluate(JobInput.OfFile(data), TestContext.Current.CancellationToken).Metrics,
            model.Evaluate(JobInput.OfText(rows), TestContext.Current.CancellationToken).Metrics);
        Assert.Equal(
            "The model was trained on columns y0; text lacks 'y0', which the model needs.",
            Assert.Throws<DataFormatException>(
                () => Answer(model, JobInput.OfText("date,x\n2001-01-01T00:00Z,1\n"))).Message);
    }

    [Fact]
    public void Stream_GoesOn_AfterTheChangeOfClocks()
    {
        string[] lines = Lines(0, r => r < Change ? 2 : 1), utc = Lines(0, _ => 0);
        using Forecaster model = Tiny.Fit(
            SeriesReader.ReadCsv(new StringReader(string.Join('\n', lines)), "fall.csv"), Tiny.Options());
        using var stream = new ForecastStream(model);
        string[] answers = [.. lines.Select((l, n) => stream.Take(l, n + 1)?.ToCsv()).OfType<string>()];
        using var later = new ForecastStream(model);
        later.Begin(SeriesReader.ReadCsv(
            new StringReader(string.Join('\n', lines[..(Change - 20)])), "begin.csv",
            new ReadOptions { Clock = StampClock.Parse(model.Design.Clock) }));

        string[] rest = [.. utc[(Change - 20)..].Select((l, n) => later.Take(l, n + 1)?.ToCsv()).OfType<string>()];

        Assert.StartsWith("2001-10-28 02:00+02:00,", answers[Change - 1], StringComparison.Ordinal);
        Assert.Equal(
            answers[^10..].Select(a => a[a.IndexOf(',', StringComparison.Ordinal)..]),
            rest[^10..].Select(a => a[a.IndexOf(',', StringComparison.Ordinal)..]));
    }

    [Fact]
    public void Quarters_AreWrittenAsTheyWereRead()
    {
        string path = _folder.File("quarters.csv");
        string[] lines = ["date,y0", .. Enumerable.Range(0, Rows).Select(
            r => string.Create(CultureInfo.InvariantCulture, $"{1960 + (r / 4)}-Q{1 + (r % 4)},{10 + (r % 7)}"))];
        File.WriteAllLines(path, lines);
        using Forecaster model = Tiny.Fit(SeriesReader.ReadCsv(path), Tiny.Options());
        using var stream = new ForecastStream(model);

        string[] answers = [.. lines.Select((l, n) => stream.Take(l, n + 1)?.ToCsv()).OfType<string>()];

        Assert.StartsWith("1997-Q2,", answers[^1], StringComparison.Ordinal);
        Assert.Equal("1997-Q3", Forecast(model, path)[0].Split(',')[1]);
        File.WriteAllLines(path, lines.Select(l => l.Replace("Q4", "10", StringComparison.Ordinal)
            .Replace("Q3", "07", StringComparison.Ordinal).Replace("Q2", "04", StringComparison.Ordinal)
            .Replace("Q1", "01", StringComparison.Ordinal)));
        Assert.Equal("1997-07", Forecast(model, path)[0].Split(',')[1]);
    }

    private static string Answer(Forecaster model, JobInput input)
    {
        using var answer = new StringWriter();
        model.Predict(input, answer, TestContext.Current.CancellationToken);
        return answer.ToString();
    }

    private static string[] Forecast(Forecaster model, string path)
    {
        SeriesSet set = ModelData.Read(model.Design, "model", path, new ReadOptions());
        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);
        return ForecastTables.ToCsv(forecast, model.Design).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
    }

    private static string Values(string line) => string.Join(',', line.Split(',')[5..]);

    /// <summary>Hours with the offset of each, in hours.</summary>
    private static string[] Lines(int from, Func<int, int> offsetOf) =>
    [
        "date,y0",
        .. Enumerable.Range(from, Rows - from).Select(r =>
        {
            var offset = TimeSpan.FromHours(offsetOf(r));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_start.AddHours(r) + offset:yyyy-MM-ddTHH:mm:ss}{StampClock.TextOf(offset)},"
                + $"{10 + (3 * Math.Sin(r * 0.9)):0.00}");
        }),
    ];
}
