using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// What columns that are known ahead move in a forecast with a regression inside: the difference to the forecast where
/// a column has its usual values over the horizon, the means of its history at the same places of the season.
/// </summary>
/// <remarks>
/// The regression is linear in its inputs, so that its part is exact in the scale of the network; a transform of the
/// target makes it the difference at the median. The network's part is the rest of the difference of the whole
/// forecast. Each column is replaced separately: parts of redundant columns need not add up. Means are taken in the
/// scale of the network, after a column's transform: there they are the middle of the regression's inputs.
/// </remarks>
internal sealed class KnownAheadParts
{
    /// <summary>The largest number of examined columns; each costs a forecast.</summary>
    public const int MostColumns = 20;

    private readonly Forecaster _forecaster;
    private readonly Forecast _forecast;
    private readonly Window[] _windows;
    private readonly ForecastData _data;
    private readonly QuantileTable _medians;
    private readonly Dictionary<(int Series, int Target), List<KnownAheadPart>> _parts = [];

    private KnownAheadParts(
        Forecaster forecaster, Forecast forecast, IEnumerable<Window> windows, CancellationToken cancellation)
    {
        (_forecaster, _forecast, _windows) = (forecaster, forecast, [.. windows]);
        _data = forecaster.DataOf(forecast.Set);
        _medians = forecaster.Unadapted(_data, _windows, cancellation);
    }

    private ForecastDesign Design => _forecaster.Design;

    /// <summary>Rows of the longest season that is known, by which means are taken; 1 without a season.</summary>
    public int Season => Design.LongestSeason;

    /// <summary>Finds the parts of the first columns that are known ahead.</summary>
    /// <param name="forecaster">A forecaster with a baseline inside.</param>
    /// <param name="forecast">What it forecast.</param>
    /// <param name="series">The series that are looked at.</param>
    /// <param name="cancellation">Stops it.</param>
    public static KnownAheadParts Of(
        Forecaster forecaster, Forecast forecast, IReadOnlySet<int> series, CancellationToken cancellation)
    {
        var parts = new KnownAheadParts(
            forecaster, forecast, forecast.Windows.Where(w => series.Contains(w.Series)), cancellation);
        foreach (string column in forecaster.Design.Known.Take(MostColumns))
        {
            cancellation.ThrowIfCancellationRequested();
            parts.Add(column, cancellation);
        }

        return parts;
    }

    /// <summary>The parts of a target of a series, the largest first; empty where it was not forecast.</summary>
    /// <param name="series">Which series.</param>
    /// <param name="target">Which target.</param>
    public IReadOnlyList<KnownAheadPart> this[int series, int target] =>
        [.. _parts.GetValueOrDefault((series, target), []).OrderByDescending(p => Math.Abs(p.Linear + p.Network))];

    private void Add(string column, CancellationToken cancellation)
    {
        SeriesSet set = _forecast.Set;
        HashSet<int> looked = [.. _windows.Select(w => w.Series)];
        ForecastData data = _forecaster.DataOf(
            set.With([.. set.Series.Select((s, i) => looked.Contains(i) ? Replaced(s, column) : s)]));
        QuantileTable medians = _forecaster.Unadapted(data, _windows, cancellation);
        for (int w = 0; w < _windows.Length; w++)
        {
            Window window = _windows[w];
            float[] history = set[window.Series].Column(column)[..window.Origin].ToArray();
            double ahead = Mean(set[window.Series].Column(column).Slice(window.Origin, Design.Horizon).ToArray());
            double usual = Enumerable.Range(window.Origin, Design.Horizon)
                .Average(row => Mean(AtSamePlace(history, row)));
            double weight = _forecaster.Champion.NetworkWeight;
            int[] open = _forecast.OpenSteps(_forecast.Windows.ToList().IndexOf(window));
            for (int k = 0; k < Design.TargetCount; k++)
            {
                double[] own = LinearOf(_data, window, k), other = LinearOf(data, window, k);
                double linear = 0, whole = 0;
                foreach (int t in open)
                {
                    double median = _medians.MedianOf(w, t, k);
                    linear += InData(window.Series, k, median, weight * (own[t] - other[t]));
                    whole += median - medians.MedianOf(w, t, k);
                }

                if (!_parts.TryGetValue((window.Series, k), out List<KnownAheadPart>? found))
                {
                    _parts[(window.Series, k)] = found = [];
                }

                found.Add(new KnownAheadPart(column, usual, ahead, linear, whole - linear));
            }
        }
    }

    private double[] LinearOf(ForecastData data, Window window, int target)
    {
        var forecast = new double[Design.Horizon];
        data.Series[window.Series].Baseline!.Write(window.Origin, target, forecast);
        return forecast;
    }

    /// <summary>A difference in the network's scale below the median, in the unit of the data.</summary>
    private double InData(int series, int target, double median, double difference)
    {
        FittedScaler scaler = _data.Series[series].Scalers[target];
        TargetTransform transform = Design.Transforms[target];
        double scaled = difference * scaler.Scale;
        if (transform == TargetTransform.None)
        {
            return scaled;
        }

        double at = ForecastScaling.Transform(transform, (float)median);
        return ForecastScaling.Invert(transform, at) - ForecastScaling.Invert(transform, at - scaled);
    }

    private Series Replaced(Series series, string column)
    {
        int at = series.IndexOf(column);
        TargetTransform transform = Design.Transforms[at];
        float[] history =
        [
            .. series.Column(at)[..series.HistoryLength].ToArray().Select(v => ForecastScaling.Transform(transform, v)),
        ];
        return WhatIf.Changed(
            series, at, row => ForecastScaling.Invert(transform, Mean(AtSamePlace(history, row))));
    }

    /// <summary>The known values whole seasons before a row; of a history without any, all that is known.</summary>
    private float[] AtSamePlace(float[] history, int row)
    {
        float[] found =
        [
            .. Enumerable.Range(1, row / Season).Select(n => row - (n * Season)).Where(r => r < history.Length)
                .Select(r => history[r]).Where(float.IsFinite),
        ];
        return found.Length > 0 ? found : history;
    }

    private static double Mean(float[] values) =>
        values.Where(float.IsFinite).Select(v => (double)v).DefaultIfEmpty(0).Average();
}
