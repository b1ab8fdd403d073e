using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Inspection;
using Carousel.Inspection.Equations;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Gradient;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class GradientClaimTests
{
    private static readonly GradientClaim _small = new()
    {
        Length = 24,
        Hidden = 6,
        MostSequences = 1600,
        FlowSequences = 2,
    };

    [Fact]
    public void Run_MeasuresFlowThatFiniteDifferencesAgreeWith()
    {
        ClaimResult result = _small.Run(new ClaimRun { Seeds = 1 });

        Assert.InRange(Figure(result, "finite_difference_error"), 0, 1e-6);
        Assert.InRange(Figure(result, "elman_closed_form_error"), 0, 1e-6);
        Assert.InRange(Figure(result, "lstm_closed_form_error"), 0, 1e-6);
        Assert.Equal(2.95e-5, Figure(result, "elman_linear_100_steps"), 0.005e-5);
        Assert.Equal(0.37, Figure(result, "lstm_linear_100_steps"), 0.005);
        LineChart chart = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.Equal(["Elman", "GRU", "LSTM, output h", "LSTM, cell c"], chart.Lines.Select(l => l.Name));
        Assert.All(chart.Lines, line => Assert.Equal((1.0, 24), (line.Values[0], line.Values.Count)));
        Assert.InRange(Figure(result, "finite_difference_comparisons"), 4, 20);
        Assert.InRange(Figure(result, "single_precision_error"), 1e-9, 1e-2);
        Assert.Equal(
            Math.Pow(10, Figure(result, "lstm_c_forget_product_log10") - Figure(result, "lstm_c_trained_log10")),
            Figure(result, "lstm_c_forget_share"), 1e-12);
        Assert.Equal(
            23 * Math.Log10(Figure(result, "elman_radius_trained")), Figure(result, "elman_radius_power_log10"), 1e-9);
        Assert.Equal(
            ["Elman", "Elman: powers of the spectral radius of R"],
            Assert.IsType<LineChart>(result.Blocks[2]).Lines.Take(2).Select(l => l.Name));
        Assert.Contains("of 1", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("no run diverged", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_KnowsNothing_WhenNoGainIsLargeEnough()
    {
        double[][] input = [[0], [0], [0]];
        var gone = new ElmanEquations(1, 1, [0], [1e-6], [0]);
        DifferenceCheck none = StateDifferences.Check(gone, StatePart.OfElman(1, 1e-6), input, [1, 2]);
        DifferenceCheck some = StateDifferences.Check(
            new ElmanEquations(1, 1, [0], [0.9], [0]), StatePart.OfElman(1, 0.9), input, [1, 2, 5]);

        Assert.Equal((double.NaN, 0), (none.LargestError, none.Comparisons));
        Assert.Equal(2, some.Comparisons);
        Assert.InRange(some.LargestError, 0, 1e-6);
    }

    [Fact]
    public void Run_GivesTheSame_WithAnyNumberOfThreads()
    {
        ClaimResult one = _small.Run(new ClaimRun { Seeds = 2, Threads = 1 }),
            two = _small.Run(new ClaimRun { Seeds = 2, Threads = 2 });
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
    }

    [Fact]
    public void Run_SaysSo_WhenTheClaimDoesNotComeOut()
    {
        // Two steps: nothing can vanish in one.
        ClaimResult result = new GradientClaim { Length = 2, Hidden = 4, MostSequences = 32, FlowSequences = 1 }
            .Run(new ClaimRun { Seeds = 1 });
        Assert.False(result.Holds);
        Assert.StartsWith("The claim did not come out", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MeasuresTheUsersModel_OverDataOrWithout()
    {
        string folder = Directory.CreateTempSubdirectory("carousel-gradient-").FullName;
        try
        {
            (string model, string data) = (Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "data.csv"));
            File.WriteAllLines(
                data,
                [
                    "day,sales",
                    .. Enumerable.Range(0, 200)
                        .Select(i => $"{new DateTime(2023, 1, 2).AddDays(i):yyyy-MM-dd},{50 + (10 * (i % 7))}"),
                ]);
            Fit(data, model);

            ClaimResult over = _small.Run(new ClaimRun { Inputs = [model, data] }),
                without = _small.Run(new ClaimRun { Inputs = [model] });

            Assert.Null(over.Holds);
            Assert.Contains("data.csv", over.Sentence, StringComparison.Ordinal);
            Stepper shown = new StepClaim().Run(new ClaimRun { Inputs = [model, data] }).Blocks.OfType<Stepper>()
                .Single();
            string rows = $"over the last {shown.Frames.Count} days of data.csv";
            Assert.All([over.Sentence, shown.Caption], words => Assert.Contains(rows, words, StringComparison.Ordinal));
            Assert.Contains("random inputs", without.Sentence, StringComparison.Ordinal);
            Assert.Equal(["gain_0_h", "reach_0_h", "gain_0_c", "reach_0_c"], over.Figures.Select(f => f.Name));
            Assert.NotEqual(Figure(over, "gain_0_c"), Figure(without, "gain_0_c"));
            Assert.InRange(Figure(over, "gain_0_c"), 1e-12, 10);
            Assert.Contains(
                " looks back over ",
                Assert.Throws<DataFormatException>(
                    () => _small.Run(new ClaimRun { Inputs = [model, Short(data)] })).Message,
                    StringComparison.Ordinal);
            Assert.Throws<DataFormatException>(() => _small.Run(new ClaimRun { Inputs = [data] }));
            Assert.Throws<DataFormatException>(
                () => _small.Run(new ClaimRun { Inputs = [Path.Combine(folder, "none")] }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Short_WritesNumbersAsPeopleDo()
    {
        Assert.Equal(
            ["0.37", "2.95·10⁻⁵", "1,230", "−12.5", "0", "∞", "10⁻⁵"],
            [
                ClaimNumbers.Short(0.3697), ClaimNumbers.Short(2.951e-5), ClaimNumbers.Short(1230),
                ClaimNumbers.Short(-12.5), ClaimNumbers.Short(0), ClaimNumbers.Short(double.PositiveInfinity),
                ClaimNumbers.PowerOfTen(-4.8),
            ]);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_ComesOut_AsTheTextbooksSay() =>
        Assert.True(new GradientClaim().Run(new ClaimRun { Threads = 2 }).Holds);

    private static void Fit(string data, string model)
    {
        SeriesSet set = SeriesReader.ReadCsv(data, "sales");
        var options = new ForecastOptions
        {
            Horizon = 3,
            Lookback = 12,
            Seasons = [7],
            Ensemble = 1,
            TestRows = 24,
            ValidationRows = 16,
            Fit = new FitOptions { Hidden = 6, Epochs = 1, Batch = 16, Threads = 1 },
        };
        using Forecaster forecaster = Forecaster.FitAsync(ForecastPlan.Make(set, options)).GetAwaiter().GetResult();
        forecaster.Save(model);
    }

    private static string Short(string data)
    {
        string path = data + ".short.csv";
        File.WriteAllLines(path, File.ReadLines(data).Take(10));
        return path;
    }

    private static double Figure(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
