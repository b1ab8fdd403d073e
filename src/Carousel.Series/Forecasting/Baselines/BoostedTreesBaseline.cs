using Carousel.Boosting;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Boosted trees on <see cref="StepInputs"/>, one row per window and step: a common choice of forecasters instead of
/// a network.
/// </summary>
/// <remarks>
/// Loss, number of trees and whether the target is transformed are chosen one after the other by the mean absolute
/// error on the validation part; then training and validation part together are fitted with as many trees. Trees can't
/// follow a trend: if the error is then far smaller, they predict the change since the season before.
/// </remarks>
internal sealed class BoostedTreesBaseline : IWindowBaseline
{
    /// <summary>Rows that the trees grow on, of all windows and steps.</summary>
    public const int MostRows = 50_000;

    /// <summary>Four fits choose, one is kept: they see half as many rows.</summary>
    private const int MostRowsToChoose = 25_000;

    /// <summary>Several targets share the time: each sees fewer rows, but not fewer than this.</summary>
    private const int LeastRows = 5_000;

    private const int MostTrees = 400;
    private const int Patience = 30;

    /// <summary>Changes are noisier than values: only a trend, which makes errors far smaller, is worth it.</summary>
    private const double TrendShare = 0.75;

    /// <summary>The number of trees without validation rows.</summary>
    private const int UsualTrees = 100;

    private readonly BaselineData _data;
    private readonly StepInputs _inputs;
    private readonly FittedScaler[] _scalers;
    private readonly RegressionTree[] _trees;
    private readonly double _start;
    private readonly Workers _workers;
    private readonly float[] _rows;
    private readonly float[] _told;

    /// <summary>Chooses and fits.</summary>
    /// <param name="data">The series.</param>
    /// <param name="workers">Threads, which forecasts need, too; bits do not depend on them.</param>
    public BoostedTreesBaseline(BaselineData data, Workers workers)
    {
        (_data, _inputs, _workers) = (data, new StepInputs(data), workers);
        (_rows, _told) = (new float[data.Horizon * _inputs.Count], new float[data.Horizon]);
        int most = Math.Max(LeastRows, (int)(MostRows / Math.Sqrt(data.Design.TargetCount)));
        Choice = Choose(Math.Min(most, MostRowsToChoose), workers);
        _scalers = Scalers(Choice.Transform);
        WindowSteps both = WindowSteps.Of(data, _inputs, data.Both, most);
        if (both.Rows == 0)
        {
            (_trees, _start) = ([], double.NaN);
            return;
        }

        var booster = new TreeBooster(
            new BinnedTable(both.Inputs, _inputs.Count, workers), Choice.Targets(both, _scalers),
            new BoostingOptions(Choice.Loss), workers);
        _trees = [.. Enumerable.Range(0, Choice.Trees).Select(_ => booster.Next())];
        _start = booster.Start;
    }

    /// <inheritdoc/>
    public string Name => "boosted trees";

    /// <summary>What the validation part chose.</summary>
    public TreeChoice Choice { get; }

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast)
    {
        if (double.IsNaN(_start))
        {
            forecast.Fill(LastValue.Find(_data.Before(series, origin)));
            return;
        }

        _workers.Run(new Steps(this, series, origin), _told.Length);
        _told.AsSpan(0, forecast.Length).CopyTo(forecast);
    }

    private void Forecast(int series, int origin, int step)
    {
        Span<float> row = _rows.AsSpan(step * _inputs.Count, _inputs.Count);
        _inputs.Write(series, origin, step, row);
        double sum = _start;
        foreach (RegressionTree tree in _trees)
        {
            sum += tree.Predict(row);
        }

        _told[step] = Choice.ToData(sum, _scalers[series], _data.SeasonBefore(series, origin, step));
    }

    private TreeChoice Choose(int most, Workers workers)
    {
        TargetTransform own = _data.Design.Transforms[_data.Target];
        WindowSteps training = WindowSteps.Of(_data, _inputs, _data.Training, most);
        WindowSteps validation = WindowSteps.Of(_data, _inputs, _data.Validation, most);
        if (training.Rows == 0 || validation.Rows == 0)
        {
            return new TreeChoice(BoostingLoss.Absolute, own, false, UsualTrees, double.NaN);
        }

        var table = new BinnedTable(training.Inputs, _inputs.Count, workers);
        TreeChoice Try(TreeChoice choice)
        {
            FittedScaler[] scalers = Scalers(choice.Transform);
            var booster = new TreeBooster(
                table, choice.Targets(training, scalers), new BoostingOptions(choice.Loss), workers);
            return Follow(booster, validation, scalers, choice);
        }

        TreeChoice best = Try(new TreeChoice(BoostingLoss.Squared, TargetTransform.None, false, 0, double.NaN));
        best = Better(best, Try(best with { Loss = BoostingLoss.Absolute }));
        best = own == TargetTransform.None ? best : Better(best, Try(best with { Transform = own }));
        TreeChoice change = Try(best with { IsChange = true });
        return change.Error < TrendShare * best.Error ? change : best;
    }

    private static TreeChoice Better(TreeChoice first, TreeChoice second) =>
        second.Error < first.Error ? second : first;

    /// <summary>Adds trees until the error on the validation part has not fallen for a while.</summary>
    private TreeChoice Follow(TreeBooster booster, WindowSteps validation, FittedScaler[] scalers, TreeChoice choice)
    {
        double[] told = new double[validation.Rows];
        Array.Fill(told, booster.Start);
        TreeChoice best = choice with { Trees = 0, Error = double.PositiveInfinity };
        for (int trees = 0; trees <= Math.Min(MostTrees, best.Trees + Patience); trees++)
        {
            RegressionTree? tree = trees == 0 ? null : booster.Next();
            double error = 0;
            for (int r = 0; r < told.Length; r++)
            {
                told[r] += tree?.Predict(validation.Inputs.AsSpan(r * _inputs.Count, _inputs.Count)) ?? 0;
                error += Math.Abs(
                    validation.Truth[r]
                        - choice.ToData(told[r], scalers[validation.Series[r]], validation.Before[r]));
            }

            best = error / told.Length < best.Error ? choice with { Trees = trees, Error = error / told.Length } : best;
        }

        return best;
    }

    private FittedScaler[] Scalers(TargetTransform transform) =>
        [.. Enumerable.Range(0, _data.Set.Count).Select(s => _data.ScalerOf(s, transform))];

    private readonly struct Steps(BoostedTreesBaseline baseline, int series, int origin) : IParallelWork
    {
        public void Run(int part) => baseline.Forecast(series, origin, part);
    }
}
