using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class ChannelSessionTests
{
    private const int Learned = 240;

    private static readonly AnomalyOptions _quick = new()
    {
        Fit = new FitOptions { Hidden = 8, Epochs = 3, Threads = 1 },
        Window = 24,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_AreThoseOfAPrediction(bool isStamped)
    {
        string csv = Csv(isStamped);
        using ChannelModel model = await FitAsync(csv, _quick);
        string[] lines = csv.TrimEnd('\n').Split('\n');

        string[] answers = SessionContract.Answers(model, lines.Select(SessionContract.Text));

        using var predicted = new StringWriter();
        model.Predict(JobInput.OfText(csv), predicted, TestContext.Current.CancellationToken);
        string[] expected = predicted.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(expected.Length, answers.Length);
        Assert.Equal("{\"answer\":null}", answers[0]);
        for (int r = 1; r < expected.Length; r++)
        {
            Assert.Equal(expected[r], ToCsv(JsonDocument.Parse(answers[r]).RootElement));
        }

        Assert.Contains(answers, a => a.Contains("\"alarm\":true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_AreReadAsTheOptionsSay()
    {
        string csv = Csv(isStamped: true);
        using ChannelModel model = await FitAsync(csv, _quick);
        string[] lines = csv.TrimEnd('\n').Split('\n');
        string[] german =
        [
            lines[0].Replace(',', ';'),
            .. lines.Skip(1).Select(line =>
            {
                string[] cells = line.Split(',');
                var stamp = DateTime.Parse(cells[0], CultureInfo.InvariantCulture);
                cells[0] = stamp.ToString("d/M/yyyy HH:mm:ss", CultureInfo.InvariantCulture);
                return string.Join(';', cells).Replace('.', ',');
            }),
        ];
        using IStreamingModel plain = model.NewStream(new ReadOptions());
        using IStreamingModel stated = model.NewStream(new ReadOptions
        {
            Delimiter = ';',
            DecimalSeparator = ',',
            TimeFormat = "d/M/yyyy HH:mm:ss",
        });

        Assert.Equal(
            lines.Select((line, n) => plain.Take(line, n + 1)?.ToCsv()),
            german.Select((line, n) => stated.Take(line, n + 1)?.ToCsv()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_KeepsTheContract(bool isStamped)
    {
        string csv = Csv(isStamped);
        using ChannelModel model = await FitAsync(csv, _quick);

        SessionContract.Check(
            model,
            [
                .. csv.TrimEnd('\n').Split('\n').Skip(1).Take(130)
                    .Select(line => JsonSerializer.Serialize(line.Split(',').Select(c => c.Length == 0 ? null : c))),
            ],
            "{\"left\": 1}", "[1]", "\"x;y;z;w\"", "[\"2030-01-01\", \"a\", {}]", "null",
            isStamped ? "[\"soon\", 1, 2]" : "[1, \"many\"]");
    }

    [Fact]
    public async Task RepeatedTimesAndTexts_AreRejected_AndValuesHaveTheirOwnDigits()
    {
        using ChannelModel model = await FitAsync(Csv(isStamped: true), _quick);
        const string row = "[\"2030-01-01 00:00\", 34.839, 34.839]";

        Assert.Contains(
            "\"value\":34.839,", Assert.Single(SessionContract.Answers(model, [row])), StringComparison.Ordinal);
        Assert.EndsWith(
            "2030-01-01 00:00 is not later than the row before it. Pass rows in order of time.",
            Refused(row, row), StringComparison.Ordinal);
        Assert.EndsWith(
            "'1e99' in column 'left' must be a number up to 3.4e38, or null for a missing value.",
            Refused("[\"2030-01-01 00:00\", 1e99, 1]"), StringComparison.Ordinal);

        string Refused(params string[] rows) => Assert.Throws<DataFormatException>(
            () => SessionContract.Answers(model, rows)).OnCommandLine;
    }

    [Fact]
    public async Task IncidentThatIsOpenAfterTheLearnedRows_BeginsWithTheFirstRowOfAStream()
    {
        string[] lines = Csv(isStamped: true).TrimEnd('\n').Split('\n');
        for (int r = Learned - 2; r < Learned + 3; r++)
        {
            lines[1 + r] = $"{lines[1 + r].Split(',')[0]},900,-900";
        }

        using ChannelModel model = await FitAsync(string.Join('\n', lines) + "\n", _quick);
        Assert.Equal(Learned, model.Fitted.LearnedRows);

        JsonElement[] rows =
        [
            .. SessionContract.Answers(model, lines.Skip(1 + Learned).Take(3).Select(SessionContract.Text))
                .Select(a => JsonDocument.Parse(a).RootElement),
        ];

        Assert.Equal([true, false, false], rows.Select(r => r.GetProperty("alarm").GetBoolean()));
        Assert.All(rows, r => Assert.Equal(
            rows[0].GetProperty("row").GetString(), r.GetProperty("incident").GetString()));
    }

    [Fact]
    public async Task Warmup_GoesOnInARestoredSession_AndFaultsOfLinesNameTheirInput()
    {
        using ChannelModel model = await FitAsync(Csv(isStamped: true), _quick);
        string[] lines =
        [
            .. Enumerable.Range(0, 30).Select(r => Invariant.Of(
                $"{new DateTime(2024, 5, 1).AddHours(r):yyyy-MM-dd HH:mm},{(r == 20 ? 900 : r % 4)},{20 + (r % 3)}")),
        ];

        SessionContract.Check(
            model, [.. lines.Select(line => JsonSerializer.Serialize(line.Split(',')))], "null");
        using IStreamingModel stream = model.NewStream(new ReadOptions(), "live.csv");
        Assert.EndsWith(
            ",2024-05-01 20:00:00",
            lines.Select((line, n) => stream.Take(line, n + 1)!.ToCsv()).ToArray()[20], StringComparison.Ordinal);
        Assert.StartsWith(
            "live.csv:31:2: 'x' is not a number",
            Assert.Throws<DataFormatException>(() => stream.Take("2024-05-03 00:00,x,1", 31)).Message,
            StringComparison.Ordinal);
    }

    private static string ToCsv(JsonElement answer)
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{answer.GetProperty("row").GetString()},{ChannelTables.ScoreText(Number("score"))},"
            + $"{(answer.GetProperty("anomaly").GetBoolean() ? 1 : 0)},{answer.GetProperty("channel").GetString()},"
            + $"{ChannelTables.Number((float)Number("value"))},{ChannelTables.Number(Number("expected"))},"
            + $"{answer.GetProperty("incident").GetString()}");

        double Number(string name) =>
            answer.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;
    }

    private static async Task<ChannelModel> FitAsync(string csv, AnomalyOptions options) =>
        (await ChannelPlan.Make(
            ChannelData.Read(new StringReader(csv), "waves.csv", new ReadOptions(), null), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

    /// <summary>Two waves with gaps; one of them stands still for a while.</summary>
    private static string Csv(bool isStamped)
    {
        var text = new StringBuilder(isStamped ? "time,left,right\n" : "left,right\n");
        for (int r = 0; r < 480; r++)
        {
            double wave = Math.Sin(2 * Math.PI * r / 24);
            string left = r % 41 == 7 ? "" : string.Create(
                CultureInfo.InvariantCulture, $"{(10 * wave) + (0.2 * Math.Sin(r * 7.1)):0.###}");
            double right = r is >= 400 and < 412 ? 60 : 20 - (5 * wave) + (0.2 * Math.Sin(r * 3.3));
            text.Append(isStamped ? $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm}," : "")
                .Append(CultureInfo.InvariantCulture, $"{left},{right:0.###}\n");
        }

        return text.ToString();
    }
}
