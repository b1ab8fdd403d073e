using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Forecasting;

namespace Carousel.Cli.Options;

/// <summary>What is forecast and how.</summary>
internal sealed class ForecastOptionSet
{
    private enum ScalerKind
    {
        Standard,
        MinMax,
        Robust,
    }

    private readonly Option<int?> _horizon = OptionKinds.Whole("--horizon", "Steps to forecast. Default: by the series' frequency.");
    private readonly Option<int?> _lookback = OptionKinds.Whole("--lookback", "Steps of the past that the model sees. Default: by season and length.");
    private readonly Option<int?> _season = OptionKinds.Whole("--season", "Length of the season in steps; 1 for none. Default: found.");
    private readonly Option<double[]?> _levels = OptionKinds.Numbers("--levels", "80,95", "Prediction intervals in percent. Default 80,95.");

    private readonly Option<ForecastStrategy?> _strategy = OptionKinds.Choice(
        "--strategy", "How many steps are made. Default encoder-decoder.", ("encoder-decoder", ForecastStrategy.EncoderDecoder),
        ("direct", ForecastStrategy.Direct), ("recursive", ForecastStrategy.Recursive), ("segment", ForecastStrategy.Segment));

    private readonly Option<ForecastLoss?> _loss = OptionKinds.Choice(
        "--loss", "What training makes small. Default quantile.", ("quantile", ForecastLoss.Quantile), ("gaussian", ForecastLoss.Gaussian),
        ("student-t", ForecastLoss.StudentT), ("negative-binomial", ForecastLoss.NegativeBinomial), ("absolute", ForecastLoss.Absolute),
        ("squared", ForecastLoss.Squared), ("huber", ForecastLoss.Huber));

    private readonly Option<ScalerKind?> _scaler = OptionKinds.Choice(
        "--scaler", "How values are scaled. Default standard.", ("standard", ScalerKind.Standard), ("minmax", ScalerKind.MinMax), ("robust", ScalerKind.Robust));

    private readonly Option<double[]?> _range = OptionKinds.Numbers("--range", "0,1", "Range of --scaler minmax, such as 0,1 or -1,1.", count: 2);

    private readonly Option<TargetTransform?> _transform = OptionKinds.Choice(
        "--transform", "Makes the target's spread even. Default: decided on the training part.",
        ("none", TargetTransform.None), ("sqrt", TargetTransform.SquareRoot), ("log", TargetTransform.Log));

    private readonly Option<WindowNormalisation?> _normalise = OptionKinds.Choice(
        "--normalise", "What is taken from each window. Default: decided on the training part.", ("none", WindowNormalisation.None),
        ("last", WindowNormalisation.Last), ("mean", WindowNormalisation.Mean), ("standard", WindowNormalisation.Standard));

    private readonly Option<int?> _ensemble = OptionKinds.Whole("--ensemble", "Networks with seeds of their own that are averaged, 1 to 50.");
    private readonly Option<int?> _testRows = OptionKinds.Whole("--test-rows", "Last rows, which only measure the result.");
    private readonly Option<int?> _validationRows = OptionKinds.Whole("--validation-rows", "Rows before those, which end the training and set the intervals.");
    private readonly Option<int?> _epochWindows = OptionKinds.Whole("--epoch-windows", "Windows of one round, drawn at random. Default: all.");
    private readonly Option<int?> _stride = OptionKinds.Whole("--stride", "Steps between the origins of the backtest.");

    public ForecastOptionSet() => _normalise.Aliases.Add("--normalize");

    /// <summary>What is forecast.</summary>
    public OptionGroup Forecast => new("Forecast", [_horizon, _levels, _lookback, _season, _strategy, _loss, _ensemble, _epochWindows]);

    /// <summary>What is done to values before the network sees them.</summary>
    public OptionGroup Scaling => new("Scaling", [_scaler, _range, _transform, _normalise]);

    /// <summary>How the rows are divided.</summary>
    public OptionGroup Measuring => new("Measuring", [_testRows, _validationRows, _stride]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <param name="gaps">How gaps are filled, or null.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    /// <exception cref="UsageException">A range without a scaler that has one.</exception>
    public ForecastOptions Read(ParseResult result, FitOptions fit, GapFilling? gaps)
    {
        var options = new ForecastOptions
        {
            Fit = fit,
            Horizon = result.GetValue(_horizon),
            Lookback = result.GetValue(_lookback),
            Season = result.GetValue(_season),
            Strategy = result.GetValue(_strategy) ?? ForecastStrategy.EncoderDecoder,
            Loss = result.GetValue(_loss) ?? ForecastLoss.Quantile,
            Scaler = ReadScaler(result),
            Transform = result.GetValue(_transform),
            WindowNormalisation = result.GetValue(_normalise),
            Gaps = gaps ?? GapFilling.Missing,
            Ensemble = result.GetValue(_ensemble),
            TestRows = result.GetValue(_testRows),
            ValidationRows = result.GetValue(_validationRows),
            Stride = result.GetValue(_stride),
            EpochWindows = result.GetValue(_epochWindows),
        };
        return result.GetValue(_levels) is { Length: > 0 } levels ? options with { Levels = levels } : options;
    }

    private Scaler? ReadScaler(ParseResult result)
    {
        ScalerKind? kind = result.GetValue(_scaler);
        if (result.GetValue(_range) is not { Length: 2 } range)
        {
            return kind switch
            {
                ScalerKind.Standard => new StandardScaler(),
                ScalerKind.MinMax => new MinMaxScaler(),
                ScalerKind.Robust => new RobustScaler(),
                _ => null,
            };
        }

        if (kind is not (null or ScalerKind.MinMax))
        {
            throw new UsageException("--range belongs to --scaler minmax: the other scalers have no range.");
        }

        return range[0] < range[1]
            ? new MinMaxScaler(range[0], range[1])
            : throw new UsageException("--range must go from a smaller to a larger number, such as 0,1 or -1,1.");
    }
}
