using System.CommandLine;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Options;

/// <summary>Which rows of a file measure a forecaster that is there already.</summary>
internal sealed class MeasuringOptionSet
{
    private readonly Option<int?> _testRows = OptionKinds.Whole(
        "--test-rows", "Last rows, used to test a forecast. Default: those not used in the model's training.");
    private readonly DeclaredOptionSet<ForecastOptions> _declared = new(
        null, nameof(ForecastOptions.Stride), nameof(ForecastOptions.Refit));

    private readonly Option<bool> _why = OptionKinds.Switch(
        "--why", "For forecasts: show the mean contributions of inputs to up to 32 forecasts of the test set.");

    /// <summary>The options.</summary>
    public OptionGroup Group => new("Evaluation", [_testRows, _declared.Options[0], _why]);

    /// <summary>The options of a backtest.</summary>
    public OptionGroup BacktestGroup => new("Evaluation", [_testRows, .. _declared.Options]);

    /// <summary>Those that decide what a model is trained on again.</summary>
    public IReadOnlyList<Option> TrainingOptions => [_testRows, _declared.Options[1]];

    /// <summary>The rows of the test set, and whether its forecasts are explained.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="OptionException">A number is out of range.</exception>
    public RowChoices Rows(ParseResult result) =>
        new()
        {
            TestRows = new ForecastOptions { TestRows = result.GetValue(_testRows) }.TestRows,
            Stride = Stride(result),
            Why = result.GetValue(_why),
        };

    /// <summary>Steps between origins, or null.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="OptionException">The number is out of range.</exception>
    public int? Stride(ParseResult result) => _declared.Read(result).Stride;

    /// <summary>Weeks between two trainings, or null.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="OptionException">The number is out of range.</exception>
    public int? Refit(ParseResult result) => _declared.Read(result).Refit;
}
