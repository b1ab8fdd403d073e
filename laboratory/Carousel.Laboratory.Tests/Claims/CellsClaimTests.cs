using System.Globalization;
using Carousel.Cells;
using Carousel.Data;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

/// <summary>The cells on a short series of the test's own.</summary>
public sealed class CellsClaimTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    [Fact]
    public void Cells_AreComparedOnTheSameData_AndResultsDoNotDependOnThreads()
    {
        ClaimResult result = Measure(threads: 3);
        Assert.True(result.Holds, result.Sentence);
        double Value(string name) => result.Figures.Single(f => f.Name == name).Value;
        Assert.Equal(0.75, Value("recurrent_parameter_ratio_gru_to_lstm"));
        Assert.Equal(4 * Value("recurrent_parameters_elman"), Value("recurrent_parameters_lstm"));
        Assert.Equal(3 * Value("recurrent_parameters_elman"), Value("recurrent_parameters_gru"));
        Assert.All(
            (string[])["mase_lstm_at_50_percent", "mase_gru_at_100_percent", "mae_elman", "windows_a_second_lstm"],
            name => Assert.InRange(Value(name), double.Epsilon, double.MaxValue));
        Assert.NotNull(result.Figures.Single(f => f.Name == "mase_lstm_at_100_percent").Interval);
        Assert.Equal(0, Value("diverged_runs"));
        Assert.InRange(Value("steps_lstm_at_50_percent"), 1, 450);
        Assert.InRange(Value("training_rows_at_50_percent"), 1, Value("training_rows_at_100_percent") - 1);
        Assert.True(result.Figures.Single(f => f.Name == "windows_a_second_lstm").IsTiming);
        LineChart chart = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.Equal((2, 3), (chart.Axis.Count, chart.Lines.Count));
        Assert.Contains(
            "A GRU has 0.75 of the recurrent parameters of an LSTM", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            Measure(threads: 1).Figures.Where(f => !f.IsTiming).Select(f => (f.Name, f.Value)),
            result.Figures.Where(f => !f.IsTiming).Select(f => (f.Name, f.Value)));
    }

    [Fact]
    public void Inputs_AreRefusedInOneSentence()
    {
        string data = Data(200);
        Assert.Equal("cells has no job 'forcast'. Did you mean 'forecast'?", Refusal<DataFormatException>("forcast"));
        Assert.Equal(
            "cells has no job 'translate'. Its jobs: shares, forecast, language, tag, classify.",
            Refusal<DataFormatException>("translate"));
        Assert.Equal(
            "cells language needs a text: name the file behind it.", Refusal<DataFormatException>("language"));
        Assert.Equal(
            $"shares measures on the end of its data: leave {data} out.",
            Refusal<DataFormatException>("shares", data, data));
        Assert.Equal(
            $"This job measures on the end of its data: leave {data} out.",
            Refusal<DataFormatException>("forecast", data, data));
        Assert.Equal(
            $"'{data}' is a file, not a job. To compare the cells on it: carousel-lab cells forecast {data}",
            Refusal<DataFormatException>(data));
        Assert.Contains(
            "absent.csv", Refusal<DataFormatException>("shares", Path.Combine(_folder, "absent.csv")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Language_IsDoneByEveryCell_WithAboutAsManyParameters_AndInAsMuchTime()
    {
        string text = Path.Combine(_folder, "text.txt");
        File.WriteAllText(text, string.Concat(Enumerable.Range(0, 500).Select(k => $"{k * k % 97} and {k % 13}.\n")));
        ClaimResult result = new CellsClaim().Run(
            new ClaimRun { Threads = 2, Seeds = 1, Inputs = ["language", text] });
        Assert.Null(result.Holds);
        MeasuredFigure Figure(string name) => result.Figures.Single(f => f.Name == name);
        string[] words = ["lstm", "gru", "elman", "mingru", "minlstm", "slstm", "mlstm", "delta"];
        Assert.Equal(64, Figure("units_lstm").Value);
        Assert.All(
            words,
            cell =>
            {
                Assert.InRange(Figure($"parameters_{cell}").Value / Figure("parameters_lstm").Value, 0.9, 1.25);
                Assert.InRange(Figure($"nats_{cell}").Value, 0.1, 3.7);
                Assert.True(Figure($"milliseconds_a_step_{cell}").IsTiming);
                Assert.True(Figure($"nats_at_equal_time_{cell}").IsTiming);
            });
        Assert.Equal(Figure("nats_lstm").Value, Figure("nats_at_equal_time_lstm").Value);
        Assert.Contains("With as many parameters and epochs", result.Sentence, StringComparison.Ordinal);
        Table table = Assert.Single(result.Blocks.OfType<Table>());
        Assert.Superset(
            words.Select(w => RecurrentCell.All.Single(c => c.Word == w).Name).ToHashSet(),
            table.Rows.Select(r => r.Cells[0].Text).ToHashSet());
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Cells.Count));
    }

    [Fact]
    public void Cancelled_StopsBeforeTheNextTraining()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(
            () =>
                new CellsClaim([1]).Run(new ClaimRun { Inputs = ["shares", Data(200)], Cancellation = stop.Token }));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void DefaultRun_Holds()
    {
        string sample = SampleFile();
        ClaimResult result = new CellsClaim()
            .Run(new ClaimRun { Threads = Environment.ProcessorCount, Inputs = ["shares", sample] });
        Assert.True(result.Holds, result.Sentence);
        double Error(string cell) => result.Figures.Single(f => f.Name == $"mase_{cell}_at_100_percent").Value;
        Assert.All((string[])["lstm", "gru", "elman"], cell => Assert.InRange(Error(cell), 0.5, 1));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ClaimResult Measure(int threads) =>
        new CellsClaim([0.5, 1]).Run(new ClaimRun { Threads = threads, Seeds = 2, Inputs = ["shares", Data(220)] });

    private static string Refusal<T>(params string[] inputs)
        where T : Exception =>
            Assert.Throws<T>(() => new CellsClaim([1]).Run(new ClaimRun { Inputs = inputs })).Message;

    /// <summary>A weekly wave with some noise that is the same in every run.</summary>
    private string Data(int rows)
    {
        string file = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{rows}.csv"));
        IEnumerable<string> lines = Enumerable.Range(0, rows).Select(t => string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},"
            + $"{10 + (3 * Math.Sin(2 * Math.PI * t / 7)) + Math.Sin(t * t):0.000}"));
        File.WriteAllLines(file, lines.Prepend("day,value"));
        return file;
    }

    private static string SampleFile()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "samples")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(
            folder?.FullName ?? throw new DirectoryNotFoundException("There is no folder of samples."), "samples",
            "us_flights_hourly.csv");
    }
}
