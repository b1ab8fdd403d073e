using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

/// <summary>The cells on a short series made by the test.</summary>
public sealed class CellsClaimTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    [Fact]
    public void Inputs_AreRefusedInOneSentence()
    {
        string data = Data(200);
        Assert.Equal("cells has no job 'forcast'. Did you mean 'forecast'?", Refusal<DataFormatException>("forcast"));
        Assert.Equal(
            "cells has no job 'translate'. Its jobs: forecast, language, tag, classify.",
            Refusal<DataFormatException>("translate"));
        Assert.Equal(
            "cells language needs a text: pass the file after language.", Refusal<DataFormatException>("language"));
        Assert.Equal(
            $"This job tests on the end of its data: leave {data} out.",
            Refusal<DataFormatException>("forecast", data, data));
        Assert.Equal(
            $"'{data}' is a file, not a job. To compare the cells on it: carousel-lab cells forecast {data}",
            Refusal<DataFormatException>(data));
        Assert.Contains(
            "absent.csv", Refusal<DataFormatException>("forecast", Path.Combine(_folder, "absent.csv")),
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
    public void Canceled_StopsBeforeTheNextTraining()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(
            () =>
                new CellsClaim().Run(new ClaimRun { Inputs = ["forecast", Data(200)], Cancellation = stop.Token }));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Refusal<T>(params string[] inputs)
        where T : Exception =>
            Assert.Throws<T>(() => new CellsClaim().Run(new ClaimRun { Inputs = inputs })).Message;

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
}
