using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>Which rows of a file measure a model that is there already.</summary>
internal static class MeasuredRows
{
    /// <summary>
    /// Divides a file: rows that had no part in its training measure it, those before them fit the simple forecasts.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="set">The file.</param>
    /// <param name="asked">How many rows measure, or null for all that had no part in the training, at most half of the
    /// file.</param>
    /// <returns>The parts; the test part measures.</returns>
    /// <exception cref="OptionException">The number asked for does not fit.</exception>
    /// <exception cref="DataFormatException">There are too few rows.</exception>
    public static TemporalSplit Split(Forecaster model, SeriesSet set, int? asked)
    {
        ForecastDesign design = model.Design;
        PredictionInputs.RequireColumns(set, design);
        int rows = set.Series.Max(s => s.HistoryLength);
        int least = design.Lookback + (2 * design.Horizon) + 1;
        if (rows < least)
        {
            throw new DataFormatException(
                $"{set.Name} has {FigureText.Counted(rows, "row")}; evaluating a model with a "
                + $"look-back of {FigureText.Count(design.Lookback)} and a horizon of "
                + $"{FigureText.Count(design.Horizon)} needs at least {FigureText.Count(least)}.");
        }

        if (asked is { } wanted && (wanted < design.Horizon || wanted > rows - design.Lookback))
        {
            throw new OptionException(
                $"{{TestRows}} must be {design.Horizon}…{rows - design.Lookback} for this model and file, but "
                + $"is {wanted}.");
        }

        // On the file of the fit the simple forecasts are fitted on the rows on which the fit fitted them.
        if (model.Origin is { ValidationRows: > 0 and var validated, TestRows: { } tested }
            && tested >= design.Horizon && validated < rows - tested && (asked ?? tested) == tested
            && set.Fingerprint() == model.Origin.Fingerprint
            && TemporalSplit.ByCounts(set, validated, tested) is var fitted && (asked is not null || IsBefore(fitted)))
        {
            return fitted;
        }

        int test = asked ?? Math.Min(Unseen(model, set), Math.Max(design.Horizon, rows / 2));
        if (test < design.Horizon)
        {
            throw OptionTable.Of(typeof(ForecastOptions)).Unfit(
                $"{set.Name} has {FigureText.Counted(test, "row")} that were not used in the model's training, fewer "
                + $"than its horizon of {FigureText.Count(design.Horizon)}. Pass newer data, or {{TestRows}} to test "
                + $"on rows used in training.");
        }

        test = Math.Min(test, rows - design.Lookback - 1);
        int validation = Math.Clamp(test / 2, 1, Math.Max(1, rows - test - 1));
        return TemporalSplit.ByCounts(set, Math.Min(validation, rows - test - 1), test);

        // The model that forecasts what comes next learned from the test set, too.
        bool IsBefore(TemporalSplit split)
        {
            int longest = Enumerable.Range(0, set.Count).MaxBy(s => set[s].HistoryLength);
            return set[longest].LabelAt(split.Validation.Rows[longest].End) == model.Origin.TrainedTo;
        }
    }

    /// <summary>
    /// Rows at the end of the longest series from the first stamp on that had no part in the training; all where it
    /// learned from another file.
    /// </summary>
    private static int Unseen(Forecaster model, SeriesSet set)
    {
        Series longest = set.Series.MaxBy(s => s.HistoryLength)!;
        string trainedTo = model.Origin.TrainedTo;
        if (!longest.HasTimes)
        {
            return set.Fingerprint() != model.Origin.Fingerprint ? longest.HistoryLength
                : int.TryParse(trainedTo, NumberStyles.Integer, CultureInfo.InvariantCulture, out int row)
                ? longest.HistoryLength - Math.Clamp(row, 0, longest.HistoryLength)
                : throw new ModelFileException(
                    $"The model file gives '{trainedTo}' as the end of its training rows, which is not a row number. "
                    + "Train it again.");
        }

        return Enumerable.Range(0, longest.HistoryLength)
            .SkipWhile(row => string.CompareOrdinal(longest.LabelAt(row), trainedTo) < 0).Count();
    }
}
