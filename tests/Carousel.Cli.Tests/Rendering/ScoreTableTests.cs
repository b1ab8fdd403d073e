using System.Text.Json;
using Carousel.Cli.Rendering;
using Carousel.Jobs;

namespace Carousel.Cli.Tests.Rendering;

public sealed class ScoreTableTests
{
    private static readonly JobMetric[] _metrics =
        [
            new("mae", "MAE"), new("rmse", "RMSE"), new("mase", "MASE") { Decimals = 2 },
            new("wql", "weighted quantile loss") { Abbreviation = "WQL" },
        ];

    private static readonly JobScore[] _rows =
    [
        new("carousel", "carousel", Metrics(35.23, 61.0, 0.78, 0.142))
        {
            Coverage = new Dictionary<double, double> { [80] = 0.796, [95] = 0.951 },
        },
        new("ridge, 168", "ridge, 168", Metrics(43.4, 72.9, 0.96, null)),
        new("seasonal naive, 168", "same hour last week", Metrics(54.8, 95.5, 1.21, double.NaN)),
    ];

    [Fact]
    public void Table_StandsBelowItsTitles()
    {
        using var output = new StringWriter { NewLine = "\n" };
        ScoreTable.Write(new Terminal(output, TextWriter.Null), _metrics, _rows);
        Snapshot.Matches("table", output.ToString());
    }

    [Fact]
    public void Table_HoldsNoControlLetters_WhenItGoesIntoAPipe()
    {
        using var output = new StringWriter();
        ScoreTable.Write(new Terminal(output, TextWriter.Null, outputIsTerminal: false, color: true), _metrics, _rows);
        Assert.DoesNotContain(output.ToString(), letter => char.IsControl(letter) && letter != '\n' && letter != '\r');
    }

    [Fact]
    public void Table_IsBoldWhereItIsBest_OnATerminal()
    {
        using var output = new StringWriter();
        ScoreTable.Write(new Terminal(output, TextWriter.Null, outputIsTerminal: true, color: true), _metrics, _rows);
        Assert.Contains("\u001b[1m35.2", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_IsBoldAtTheHighest_WhereMoreIsBetter()
    {
        using var output = new StringWriter();
        JobMetric[] metrics = [new("accuracy", "accuracy") { HigherIsBetter = true, IsShare = true }];
        JobScore[] rows =
        [
            new("a", "a", new Dictionary<string, double> { ["accuracy"] = 0.912 }),
            new("b", "b", new Dictionary<string, double> { ["accuracy"] = 0.5 }),
        ];
        ScoreTable.Write(new Terminal(output, TextWriter.Null, outputIsTerminal: true, color: true), metrics, rows);
        Assert.Contains("\u001b[1m91.2 %", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_HasShortTitles_OnANarrowTerminal()
    {
        using var output = new StringWriter { NewLine = "\n" };
        ScoreTable.Write(new Terminal(output, TextWriter.Null, outputIsTerminal: true, width: 80), _metrics, _rows);
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 79));
        Assert.Contains("WQL", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasTheAgreedKeysOnOneLine()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var line = new JsonLine
        {
            Task = "forecast",
            Data = "a.csv",
            Seed = ulong.MaxValue,
            Threads = 2,
            Seconds = 1.23456,
            Parameters = 44513,
            Measured = new JobResult([], _rows, "As it is."),
            Model = "m",
        };
        line.Write(new Terminal(output, TextWriter.Null));
        Assert.Single(output.ToString().TrimEnd('\n').Split('\n'));
        JsonElement root = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(
            [
                "task", "data", "seed", "threads", "seconds", "parameters", "metrics", "baselines", "coverage", "model",
                "report", "sentence", "notes", "details",
            ],
            root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(ulong.MaxValue, root.GetProperty("seed").GetUInt64());
        Assert.Equal(35.23, root.GetProperty("metrics").GetProperty("mae").GetDouble());
        Assert.Equal(0.796, root.GetProperty("coverage").GetProperty("80").GetDouble());
        Assert.Equal(
            JsonValueKind.Null,
            root.GetProperty("baselines").GetProperty("seasonal naive, 168").GetProperty("wql").ValueKind);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("report").ValueKind);
    }

    private static Dictionary<string, double> Metrics(double mae, double rmse, double mase, double? wql)
    {
        var metrics = new Dictionary<string, double> { ["mae"] = mae, ["rmse"] = rmse, ["mase"] = mase };
        if (wql is { } loss)
        {
            metrics["wql"] = loss;
        }

        return metrics;
    }
}
