using System.Globalization;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Copy;

/// <summary>Accuracy of both networks over the lag, seed by seed, and where they cross.</summary>
internal sealed class CopyResults
{
    /// <summary>By how much the accuracy of one may be above that of the other where they are called equal.</summary>
    public const double Equal = 0.01;

    private readonly CopySettings _settings;
    private readonly Dictionary<(bool IsLstm, int Lag, ulong Seed), CopyOutcome> _outcomes;

    /// <summary>Of all trials.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="outcomes">All trials.</param>
    public CopyResults(CopySettings settings, IReadOnlyList<CopyOutcome> outcomes)
    {
        _settings = settings;
        _outcomes = outcomes.ToDictionary(o => (o.Trial.IsLstm, o.Trial.Lag, o.Trial.Seed));
        Seeds = [.. outcomes.Select(o => o.Trial.Seed).Distinct().Order()];
        (LstmParameters, TransformerParameters) = (
            outcomes.First(o => o.Trial.IsLstm).Parameters, outcomes.First(o => !o.Trial.IsLstm).Parameters);
        Diverged = outcomes.Count(o => o.IsDiverged);
    }

    /// <summary>The seeds.</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    /// <summary>Values trained in the LSTM.</summary>
    public long LstmParameters { get; }

    /// <summary>Values trained in the Transformer.</summary>
    public long TransformerParameters { get; }

    /// <summary>Trials that ended with a number that is not finite.</summary>
    public int Diverged { get; }

    /// <summary>Lags that the Transformer can see.</summary>
    public IReadOnlyList<int> Inside => [.. _settings.Lags.Where(lag => lag <= _settings.Reach)];

    /// <summary>Lags beyond.</summary>
    public IReadOnlyList<int> Beyond => [.. _settings.Lags.Where(lag => lag > _settings.Reach)];

    /// <summary>One for each seed.</summary>
    public double[] Accuracies(bool isLstm, int lag) => [.. Seeds.Select(seed => Accuracy(isLstm, lag, seed))];

    /// <summary>Whether the LSTM is ahead at every lag beyond the reach.</summary>
    public bool IsAheadBeyond(ulong seed) =>
        Beyond.All(lag => Accuracy(true, lag, seed) > Accuracy(false, lag, seed) + Equal);

    /// <summary>Whether the LSTM is nowhere ahead at a lag within the reach.</summary>
    public bool IsNotAheadInside(ulong seed) =>
        Inside.All(lag => Accuracy(true, lag, seed) <= Accuracy(false, lag, seed) + Equal);

    /// <summary>
    /// The lag from which on the LSTM is ahead at every lag that was measured; not a number where there is none.
    /// </summary>
    public double Crossing(ulong seed)
    {
        double crossing = double.NaN;
        foreach (int lag in _settings.Lags.OrderDescending())
        {
            if (!(Accuracy(true, lag, seed) > Accuracy(false, lag, seed) + Equal))
            {
                break;
            }

            crossing = lag;
        }

        return crossing;
    }

    /// <summary>The picture and the table.</summary>
    public IReadOnlyList<Block> Draw() => [Picture(), Table()];

    private LineChart Picture()
    {
        int[] lags = [.. _settings.Lags];
        Series Mean(string name, bool isLstm) => new(name, [.. lags.Select(lag => Accuracies(isLstm, lag).Average())]);
        Band Range(string name, bool isLstm) =>
            new(
                $"{name}, all seeds", [.. lags.Select(lag => Accuracies(isLstm, lag).Min())],
                [.. lags.Select(lag => Accuracies(isLstm, lag).Max())]);
        return new LineChart(
            "Copying over the lag",
            Axis.Category(
                "steps from a symbol to the step that asks for it",
                [.. lags.Select(lag => lag.ToString(CultureInfo.InvariantCulture))]),
            [
                Mean("LSTM", true), Mean("Transformer", false),
                new Series("guessing", [.. lags.Select(_ => 1.0 / CopyTask.Symbols)], SeriesRole.Baseline),
            ])
        {
            ValueName = "share of right symbols",
            Span = ValueSpan.Share,
            Decimals = 3,
            Bands = [Range("LSTM", true), Range("Transformer", false)],
            Markers = Inside.Count == 0 ? [] : [new Marker(Inside.Count - 1, "as far as the Transformer sees")],
            Caption =
                $"Mean over {Seeds.Count} seeds. A step of the Transformer sees {_settings.Window - 1} steps back in "
                + $"each of {SequenceModels.Blocks} blocks, {_settings.Reach} in all.",
            Summary = string.Join(
                " ",
                lags.Select(
                    lag =>
                        $"Lag {lag}: LSTM {ClaimNumbers.PercentTenths(Accuracies(true, lag).Average())}, "
                        + $"Transformer {ClaimNumbers.PercentTenths(Accuracies(false, lag).Average())}.")),
        };
    }

    private Table Table()
    {
        TableColumn[] columns =
        [
            new("lag"), new("LSTM, mean"), new("least"), new("most"), new("Transformer, mean"), new("least"),
            new("most"),
            new("LSTM, training sequences"), new("Transformer, training sequences"),
        ];
        var rows = _settings.Lags.Select(lag => TableRow.Of(
        [
            lag.ToString(CultureInfo.InvariantCulture), .. Three(Accuracies(true, lag)),
            .. Three(Accuracies(false, lag)), Shown(true, lag), Shown(false, lag),
        ]));
        return new Table(columns, [.. rows])
        {
            Caption = "Share of right symbols on fresh sequences",
            Note =
                "Training sequences: mean over the seeds of those shown until the validation sequences were right, or "
                + "the budget was used up.",
        };
    }

    private double Accuracy(bool isLstm, int lag, ulong seed) => _outcomes[(isLstm, lag, seed)].Accuracy;

    private string Shown(bool isLstm, int lag) =>
        ClaimNumbers.Count(Seeds.Average(seed => _outcomes[(isLstm, lag, seed)].Sequences));

    private static string[] Three(double[] values) =>
        [
            ClaimNumbers.PercentTenths(values.Average()), ClaimNumbers.PercentTenths(values.Min()),
            ClaimNumbers.PercentTenths(values.Max()),
        ];
}
