using System.CommandLine;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Options;

/// <summary>Which rows of a file measure a forecaster that is there already.</summary>
internal sealed class MeasuringOptionSet
{
    private readonly Option<int?> _testRows = OptionKinds.Whole(
        "--test-rows", "Last rows, which measure a forecast. Default: those that had no part in the model's training.");
    private readonly Option<int?> _stride = OptionKinds.Whole(
        "--stride", "Steps between the origins of forecasts. Default: a day, or a season.");

    /// <summary>The options.</summary>
    public OptionGroup Group => new("Measuring", [_testRows, _stride]);

    /// <summary>How many last rows measure, or null.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="OptionException">The number is out of range.</exception>
    public int? TestRows(ParseResult result) => new ForecastOptions { TestRows = result.GetValue(_testRows) }.TestRows;

    /// <summary>Steps between origins, or null.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="OptionException">The number is out of range.</exception>
    public int? Stride(ParseResult result) => new ForecastOptions { Stride = result.GetValue(_stride) }.Stride;
}
