using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Training;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>
/// Forecasting with any cell: the forecaster of <c>carousel forecast</c>, learning from the last share of the training
/// rows.
/// </summary>
internal sealed class ForecastCells : ICellsJob
{
    public string Name => "shares";

    public ICellsTask Prepare(string? data, bool isFull)
    {
        SeriesSet set = data is null ? SampleSeries.Read() : SeriesReader.ReadCsv(data);
        return new Task(set, isFull);
    }

    /// <summary>A plan. What is wrong with the data is the same as for forecasting; options to be chosen otherwise are
    /// not there.</summary>
    /// <param name="set">The series.</param>
    /// <param name="options">Choices.</param>
    /// <exception cref="DataFormatException">The series can't be forecast.</exception>
    internal static ForecastPlan Plan(SeriesSet set, ForecastOptions options)
    {
        try
        {
            return ForecastPlan.Make(set, options);
        }
        catch (DataFormatException exception)
        {
            string[] sentences = exception.OnCommandLine.Split(". ");
            string[] kept =
            [
                .. sentences.TakeWhile(
                    s => !s.Contains("--", StringComparison.Ordinal)
                        && !s.StartsWith("The longest horizon", StringComparison.Ordinal)),
            ];
            if (kept.Length == sentences.Length)
            {
                throw;
            }

            string advice = exception.OnCommandLine.Contains("--target", StringComparison.Ordinal)
                ? "cells forecasts the last column of numbers: pass a file that ends in another one."
                : "Pass a file with more rows.";
            throw new DataFormatException($"{string.Join(". ", kept)}. {advice}", exception);
        }
    }

    private sealed class Task(SeriesSet set, bool isFull) : ICellsTask
    {
        private const int SmallHidden = 32;
        private const int SmallLookback = 48;
        private const int SmallBatch = 32;
        private const int SmallSteps = 300;
        private const int FewestEpochs = 2;
        private const int LeastWindows = 8;
        private const int MeasuredWindows = 64;

        private readonly ForecastPlan _plan = Plan(set, Options(set, isFull));

        public string Unit => "windows";

        public string Error => "mase";

        public string Description => string.Create(
            CultureInfo.InvariantCulture,
            $"{_plan.Set.Name}, {string.Join(", ", _plan.Design.Targets)}: "
            + $"{ModelData.Span(_plan.Design, _plan.Design.Horizon)} ahead "
            + $"from {ModelData.Span(_plan.Design, _plan.Design.Lookback)}, {_plan.Design.Layers} "
            + $"{(_plan.Design.Layers == 1 ? "layer" : "layers")} of {_plan.Design.Hidden} "
            + $"units, {_plan.Split.Train.TotalRows:N0} rows to learn from");

        public IReadOnlyList<double> Usable(IReadOnlyList<double> wanted) =>
            [.. wanted.Where(s => _plan.LearningFrom(s).TrainWindows.Count >= LeastWindows)];

        public long ValidationRows => _plan.Split.Validation.TotalRows;

        public long TrainingRows(double share) => _plan.LearningFrom(share).Split.Train.TotalRows;

        public CellsSize SizeOf(CellKind cell)
        {
            ModelDescription model = PlanOf(cell, 1, seed: 1).Model;
            LayerDescription first = model.Layers.First(l => l.Kind.Equals(cell.ToString(), StringComparison.Ordinal));
            long Count(Func<string, bool> isMeant) =>
                first.Weights.Where(w => isMeant(w.Name)).Sum(w => (long)w.Shape.Length);
            return new CellsSize(Count(n => n is "W" or "R" or "b"), Count(n => n == "q"), model.Parameters);
        }

        public CellsOutcome Train(CellKind cell, double share, ulong seed, CancellationToken cancellation)
        {
            ForecastPlan plan = PlanOf(cell, share, seed);
            var clock = WorkClock.Start();
            try
            {
                using Forecaster model = Forecaster.FitAsync(plan, cancellation: cancellation).GetAwaiter().GetResult();
                double seconds = clock.Microseconds / 1e6;
                cancellation.ThrowIfCancellationRequested();
                // Both are scaled by the whole training part, so that they can be held against each other.
                BacktestModel test = model.Measure(_plan.Split, All(plan.TestWindows), cancellation);
                BacktestModel training = model.Measure(_plan.Split, Some(plan.TrainWindows), cancellation);
                double trained = model.Summary.Steps * Math.Min(plan.Training.Batch, plan.TrainWindows.Count);
                return double.IsNaN(test.ScaledError)
                    ? throw new DataFormatException(
                        $"{set.Name} repeats itself exactly from season to season: there is no error to compare. Pass "
                        + $"other data.")
                    : new CellsOutcome(
                        test.ScaledError, test.MeanAbsoluteError, training.ScaledError, model.Summary.Steps,
                        trained / seconds);
            }
            catch (DivergenceException)
            {
                return new CellsOutcome(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
            }
        }

        // About as many steps whatever the share, so that less data is not also less training: whole epochs, which may
        // end early.
        private ForecastPlan PlanOf(CellKind cell, double share, ulong seed)
        {
            ForecastOptions options = _plan.Options;
            int windows = _plan.LearningFrom(share).TrainWindows.Count;
            int batches = Math.Max(1, (windows + SmallBatch - 1) / SmallBatch);
            int? epochs = isFull ? null : Math.Max(FewestEpochs, SmallSteps / batches);
            FitOptions fit = options.Fit with { Cell = cell, Seed = seed, Epochs = epochs };
            return ForecastPlan.Make(set, options with { Fit = fit }).LearningFrom(share);
        }

        private static ForecastOptions Options(SeriesSet set, bool isFull)
        {
            // The cells are compared by themselves: without a rival inside, on the training part alone.
            var usual = new ForecastOptions
            {
                Ensemble = 1,
                Rival = ForecastRival.None,
                TrainOnce = true,
                Fit = new FitOptions { Threads = 1 },
            };
            int rows = set.Series.Max(s => s.HistoryLength);
            return isFull ? usual : usual with
            {
                Lookback = rows > 10 * SmallLookback ? SmallLookback : null,
                Fit = usual.Fit with { Hidden = SmallHidden, Layers = 1, Batch = SmallBatch },
            };
        }

        private static Window[] All(Windows windows) => [.. Enumerable.Range(0, windows.Count).Select(i => windows[i])];

        private static Window[] Some(Windows windows)
        {
            int stride = Math.Max(1, windows.Count / MeasuredWindows);
            return [.. Enumerable.Range(0, windows.Count).Where(i => i % stride == 0).Select(i => windows[i])];
        }
    }
}
