using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Networks;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class ForecastSessionTests
{
    private const int Rows = 60;

    [Theory]
    [InlineData("plain")]
    [InlineData("known")]
    [InlineData("gaps")]
    [InlineData("shops")]
    [InlineData("hours")]
    public void Answers_AreThoseOfTheStream_InEveryFormOfRows(string kind)
    {
        string[] lines = Lines(kind, 130);
        using Forecaster model = Fit(lines, kind);
        string[] rows = Lines(kind, Rows);
        string[] expected = Streamed(model, rows);

        Assert.Equal(expected, SessionContract.Answers(model, rows.Select(SessionContract.Text)));
        string[] header = rows[0].Split(',');
        Assert.Equal(
            expected, SessionContract.Answers(model, rows.Select(line => JsonSerializer.Serialize(line.Split(',')))));
        Assert.Equal(
            expected,
            SessionContract.Answers(
                model,
                rows.Select((line, n) => n == 0 ? SessionContract.Text(line) : Named(header.Zip(line.Split(','))))));
        Assert.Contains(expected, answer => answer.Contains("\"median\":[", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("plain", "[\"2030-01-01\"]", "{\"date\":\"2030-01-01\"}", "\"2030-01-01,many\"", "{\"y0\":1,\"y0\":2}")]
    [InlineData("known", "[1,2,3,4]", "{\"date\":\"2030-01-01\",\"y0\":[1],\"price\":2}", "7", "\" \"", "[]")]
    [InlineData("gaps", "[\"2030-13-01\",1]", "{\"date\":\"2030-01-01\",\"y0\":1,\"Y0\":2}", "[\"9999-12-31\",1]")]
    [InlineData("shops", "[\"2030-01-01\",\"c\",1]", "{\"date\":\"2030-01-01\",\"shop\":null,\"y0\":1}")]
    [InlineData("hours", "[\"9999-12-31 23:00\",1]", "[\"2030-01-01 00:00\",\"x\"]", "{\"y0\":1}")]
    public void Session_KeepsTheContract(string kind, params string[] refused)
    {
        using Forecaster model = Fit(Lines(kind, 130), kind);

        SessionContract.Check(model, [.. Lines(kind, Rows).Select(SessionContract.Text)], refused);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void State_HoldsWhatIntervalsFollow(bool isStamped)
    {
        var random = new Random(7);
        float[] values = [.. Tiny.Wave(220).Select(wave => wave + (float)(random.NextDouble() + random.NextDouble()))];
        SeriesSet set = isStamped ? Tiny.Daily(values) : new SeriesSet(
            [new Series(["y0"], [values])], SeriesRoles.AllTargets(["y0"]), "tiny.csv");
        using Forecaster model = Tiny.Fit(set, Tiny.Options() with { TestRows = 100 });
        Assert.True(model.Calibration.Adaptation!.IsOn);
        string[] rows =
        [
            .. values.Select((value, r) => JsonSerializer.Serialize<object[]>(
                isStamped ? [$"{Tiny.Monday.AddDays(r):yyyy-MM-dd}", value] : [value])),
        ];

        string[] answers = SessionContract.Check(model, rows);

        float[] first = Widths(answers[120]), last = Widths(answers[^1]);
        Assert.NotEqual(first, last);
    }

    [Fact]
    public void ARowBeforeTheLast_IsRefused_AndChangesNothing()
    {
        using Forecaster model = Fit(Lines("plain", 130), "plain");
        using ISteppingSession session = SessionContract.Every.Of(model).Open();
        SessionContract.Step(session, "[\"2024-01-02\", 11]");
        byte[] state = SessionContract.Save(session);

        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => SessionContract.Step(session, "{\"date\": \"2024-01-01\", \"y0\": 11}"));

        Assert.Contains(
            "row:2:1: 2024-01-01 is not later than the row before it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(state, SessionContract.Save(session));
    }

    [Fact]
    public void Rows_MayMixTheirForms_AndNullIsAGap()
    {
        using Forecaster model = Fit(Lines("plain", 130), "plain");
        string[] rows =
        [
            "\"2024-01-01;10,5\"", "[\"2024-01-02\", 11.25]", "{\"y0\": 9, \"note\": \"-\", \"date\": \"2024-01-03\"}",
            "[\"2024-01-04\", null]", "\"2024-01-05;12,75\"", "[\"2024-01-06\", \"12.75\"]",
        ];

        string[] answers = SessionContract.Check(model, rows);

        Assert.Contains("\"time\":\"2024-01-06\"", answers[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void State_DoesNotGrowWithTheSequence()
    {
        using Forecaster model = Fit(Lines("plain", 130), "plain");
        using ISteppingSession session = SessionContract.Every.Of(model).Open();
        var sizes = new List<int>();
        foreach (string line in Lines("plain", 900))
        {
            SessionContract.Step(session, SessionContract.Text(line));
            sizes.Add(SessionContract.Save(session).Length);
        }

        Assert.Equal(sizes.Take(600).Max(), sizes.Skip(600).Max());
    }

    [Fact]
    public void WhatIsKnownAhead_ComesWithTheRow()
    {
        using Forecaster model = Fit(Lines("known", 130), "known");
        string[] lines = Lines("known", Rows)[1..];
        int horizon = model.Design.Horizon;
        float[] plan = [.. Enumerable.Range(0, horizon).Select(h => (float)((h * 3 % 7) + 1))];
        string ahead = JsonSerializer.Serialize(plan.Select(p => new[] { p }));
        string[] rows =
        [
            .. lines[..^2].Select(SessionContract.Text),
            $"{{\"row\": {SessionContract.Text(lines[^2])}, \"ahead\": {ahead}}}",
            SessionContract.Text(lines[^1]),
        ];

        string[] answers = SessionContract.Check(
            model, rows, "{\"row\":\"2030-01-01,1,1\",\"ahead\":3}", "{\"row\":\"2030-01-01,1,1\",\"ahead\":[[1,2]]}",
            $"{{\"row\":\"2030-01-01,1,1\",\"ahead\":[{string.Join(',', Enumerable.Repeat("[1]", horizon + 1))}]}}");

        string[] future =
        [
            .. plan.Select((p, h) => FormattableString.Invariant(
                $"{Tiny.Monday.AddDays(Rows - 1 + h):yyyy-MM-dd},,{p}")),
        ];
        using var output = new StringWriter();
        model.Predict(
            JobInput.OfText(string.Join('\n', ["date,y0,price", .. lines[..^1], .. future])), output,
            CancellationToken.None);
        string[] table = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int middle = Array.IndexOf(table[0].Split(','), "q0.5");
        Assert.Equal(
            table[1..].Select(line => float.Parse(line.Split(',')[middle], CultureInfo.InvariantCulture)),
            Medians(answers[^2]));
        Assert.NotEqual(SessionContract.Answers(model, lines.Select(SessionContract.Text))[^1], answers[^1]);
    }

    [Fact]
    public void RowsOfOneRequest_AreAnsweredWithTheLastForecast()
    {
        using Forecaster model = Fit(Lines("plain", 130), "plain");
        string[] rows = [.. Lines("plain", Rows)[1..].Select(SessionContract.Text)];
        using ISteppingSession one = SessionContract.Every.Of(model).Open();
        using ISteppingSession together = SessionContract.Every.Of(model).Open();

        string last = rows.Select(row => SessionContract.Step(one, row)).ToArray()[^1];
        string[] answers =
            [.. rows.Select((row, r) => SessionContract.Step(together, row, isFollowed: r < rows.Length - 1))];

        Assert.All(answers[..^1], answer => Assert.Equal("{\"answer\":null}", answer));
        Assert.Equal(last, answers[^1]);
        Assert.Equal(SessionContract.Save(one), SessionContract.Save(together));
    }

    [Fact]
    public void ARowWithAPlan_IsRefusedWhereNothingIsKnownAhead()
    {
        using Forecaster model = Fit(Lines("plain", 130), "plain");
        using ISteppingSession session = SessionContract.Every.Of(model).Open();

        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => SessionContract.Step(session, "{\"row\": [\"2024-01-02\", 11], \"ahead\": [[1]]}"));

        Assert.Contains("has no columns that are known in advance", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_OfAnotherModel_IsRefused()
    {
        using Forecaster one = Fit(Lines("plain", 130), "plain"), two = Fit(Lines("known", 130), "known");
        using ISteppingSession session = SessionContract.Every.Of(one).Open();

        StreamingStateException refused = Assert.Throws<StreamingStateException>(
            () => SessionContract.Every.Of(two).Restore(SessionContract.Save(session)));

        Assert.Contains("of another model", refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<float> Medians(string answer) =>
        JsonDocument.Parse(answer).RootElement.GetProperty("forecast").GetProperty("y0").GetProperty("median")
            .EnumerateArray().Select(m => m.GetSingle());

    private static float[] Widths(string answer)
    {
        JsonElement target = JsonDocument.Parse(answer).RootElement.GetProperty("forecast").GetProperty("y0");
        return
        [
            .. target.GetProperty("high").EnumerateArray().Zip(target.GetProperty("low").EnumerateArray())
                .Select(ends => ends.First.GetSingle() - ends.Second.GetSingle()),
        ];
    }

    private static string Named(IEnumerable<(string Name, string Cell)> cells) => JsonSerializer.Serialize(
        cells.Reverse().ToDictionary(c => c.Name, c => c.Cell.Length == 0 ? null : c.Cell));

    private static string[] Streamed(Forecaster model, string[] lines)
    {
        using var stream = new ForecastStream(
            model,
            new ForecastStreamOptions
            {
                RepeatKnown = true,
                Cells = new ReadOptions { Missing = [RowColumns.Missing] },
            });
        return
        [
            .. lines.Select(
                (line, n) => stream.Take(line, n + 1) is { } answer ? Json(answer) : "{\"answer\":null}"),
        ];
    }

    private static string Json(IStreamAnswer answer)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            answer.Write(json);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A weekly wave; its kind says what makes it less plain.</summary>
    private static string[] Lines(string kind, int rows)
    {
        float[] wave = Tiny.Wave(rows);
        var lines = new List<string>
        {
            kind switch { "known" => "date,y0,price", "shops" => "date,shop,y0", _ => "date,y0" },
        };
        for (int r = 0; r < rows; r++)
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
                case "hours":
                    // Three rows of an hour: they become one.
                    lines.AddRange(Enumerable.Range(0, 3).Select(part =>
                        $"{Tiny.Monday.AddHours(r).AddMinutes(20 * part):yyyy-MM-dd HH:mm},{value}{part}"));
                    break;
                case "gaps" when r % 13 == 5:
                    break;
                default:
                    lines.Add($"{date},{(kind == "gaps" && r % 17 == 3 ? "" : value)}");
                    break;
            }
        }

        return [.. lines];
    }

    private static Forecaster Fit(string[] lines, string kind) => Tiny.Fit(
        SeriesReader.ReadCsv(new StringReader(string.Join('\n', lines)), "tiny.csv", new ReadOptions
        {
            Targets = ["y0"],
            Known = kind == "known" ? ["price"] : [],
            Id = kind == "shops" ? "shop" : null,
            Every = kind == "hours" ? "1h" : null,
        }),
        Tiny.Options());
}
