using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The share of a network that is added to the regression inside it, as a change of its last layer.</summary>
internal sealed class InsideShare
{
    /// <summary>Of values whose deviation is 1.</summary>
    private const double Rounding = 1e-5;

    private readonly ForecastDesign _design;
    private readonly float[] _baseline;
    private readonly float[] _errors;
    private readonly float[] _truth;

    /// <summary>A share of a design's network.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">Windows that neither network nor regression was fitted on.</param>
    /// <param name="truth">[W, H, K]: the true values in the network's scale; NaN where missing.</param>
    /// <param name="alpha">The share, 0 … 1.</param>
    public InsideShare(ForecastData data, IReadOnlyList<Window> windows, float[] truth, double alpha)
    {
        ForecastDesign design = data.Design;
        (_design, _baseline, _truth) = (design, data.Baseline(windows), truth);
        _errors = design is { BaselineEach: true, Strategy: not ForecastStrategy.Segment }
            ? data.BaselineErrors(windows)
            : [];
        Alpha = IsExact() ? 0 : alpha;
    }

    /// <summary>The share: 0 where the regression has no error but rounding.</summary>
    public double Alpha { get; }

    /// <summary>
    /// Whether the baseline errs by no more than the rounding of single precision: there is nothing to learn of that.
    /// </summary>
    private bool IsExact()
    {
        double[] errors =
            [.. _truth.Zip(_baseline, (truth, baseline) => Math.Abs((double)truth - baseline)).Where(double.IsFinite)];
        return errors.Sum() <= Rounding * errors.Length;
    }

    /// <summary>Changes the last layer of each network accordingly.</summary>
    public void Apply(ForecastModel model)
    {
        foreach (ForecastNetwork member in model.Members)
        {
            if (Alpha == 0)
            {
                member.Baseline!.Drop(member.Output, Spread());
            }
            else
            {
                member.Baseline!.Shrink(member.Output, (float)Alpha);
            }
        }
    }

    private int StepOf(int i) => i / _design.TargetCount % _design.Horizon;

    /// <summary>
    /// The distances of the quantiles from the baseline's forecast: a line through the distances that were seen at each
    /// step.
    /// </summary>
    private (float Offset, float Growth, float Errors)[] Spread()
    {
        int H = _design.Horizon, K = _design.TargetCount;
        if (_design.Loss != ForecastLoss.Quantile)
        {
            return [];
        }

        if (_errors.Length > 0)
        {
            return
            [
                .. Enumerable.Range(0, K).SelectMany(k => _design.Quantiles.Select(share => share == 0.5
                    ? (0f, 0f, 0f)
                    : (0f, 0f, (float)Quantile(Residuals(i => i % K == k), share)))),
            ];
        }

        bool isSegment = _design.Strategy == ForecastStrategy.Segment;
        return
        [
            .. Enumerable.Range(0, isSegment ? _design.Segment : K).SelectMany(k => _design.Quantiles.Select(share =>
                share == 0.5 ? (0f, 0f, 0f)
                : isSegment ? ((float)Quantile(Residuals(i => StepOf(i) % _design.Segment == k), share), 0f, 0f)
                : Line(
                    [
                        .. Enumerable.Range(0, H)
                            .Select(t => Quantile(Residuals(i => i % K == k && StepOf(i) == t), share)),
                    ], Math.Sign(share - 0.5)))),
        ];
    }

    /// <summary>What the baseline's forecasts lack, of some cells, in order of size; in usual errors where they are
    /// known.</summary>
    private double[] Residuals(Func<int, bool> isMeant) =>
    [
        .. Enumerable.Range(0, _truth.Length).Where(isMeant)
            .Select(i => ((double)_truth[i] - _baseline[i]) / (_errors.Length > 0 ? _errors[i] : 1))
            .Where(double.IsFinite).Order(),
    ];

    private static double Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)(share * sorted.Length), 0, sorted.Length - 1)];

    /// <summary>The least-squares line; both ends have the sign of the side or are 0.</summary>
    private static (float Offset, float Growth, float Errors) Line(double[] values, int side)
    {
        double mean = values.Average(), middle = (values.Length - 1) / 2.0;
        double squares = Enumerable.Range(0, values.Length).Sum(t => (t - middle) * (t - middle));
        double slope = squares == 0
            ? 0
            : values.Select((v, t) => (t - middle) * (v - mean)).Sum() / squares;
        double first = mean - (slope * middle), last = first + (slope * values.Length);
        first = side * Math.Max(0, side * first);
        last = side * Math.Max(0, side * last);
        return ((float)first, (float)(last - first), 0);
    }
}
