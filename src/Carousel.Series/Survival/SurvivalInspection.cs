using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Survival;

/// <summary>
/// A survival model, opened: a customer is a sequence, a step is a period; its row is that of the period's last event.
/// </summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="model">The model.</param>
/// <param name="read">Reads a file.</param>
internal sealed class SurvivalInspection(Backend backend, SurvivalModel model, Func<JobInput, SurvivalData> read)
    : IInspectedModel
{
    private const double DaysInMonth = 365.2425 / 12;

    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => model.Network.Reader;

    /// <inheritdoc/>
    public string StepName => SurvivalText.Period(model.Design.Period);

    /// <inheritdoc/>
    public double? HoursPerStep => 24 * model.Design.Period switch
    {
        PeriodKind.Day => 1,
        PeriodKind.Week => 7,
        _ => DaysInMonth,
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => model.Design.Features.Names;

    /// <inheritdoc/>
    public string ScoreName =>
        $"log odds of {SurvivalText.Leaving(model.Design)} within {model.Design.Horizon} {StepName}s";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        SurvivalData known = read(data);
        EventLog log = known.Log;
        int[] rows = log.Rows();
        var places = Enumerable.Range(0, log.Count).ToDictionary(c => log[c].Id);

        return [
            .. known.Histories.Select(
                h => Sequence(h, known.Grid) with { Rows = RowsOf(log[places[h.Id]], h, known.Grid, rows) }),
        ];
    }

    /// <summary>
    /// ln p / (1 − p), where p is the probability of leaving within the horizon as it is seen after the last period:
    /// 1
    /// − Π (1 − h). What the baseline inside says stays as it is for the customer.
    /// </summary>
    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer)
    {
        Variable last = tape.LastRows(Reader.Forward(tape, input, packing).Hidden, packing);
        int K = model.Design.Horizon, B = packing.BatchSize;

        // −ln (1 − h) is the soft-plus of the log odds; with S the sum of these over the horizon the odds are e^S
        // −
        // 1.
        Variable odds = model.Network.Output.Apply(tape, last);
        if (model.BaselineOdds((CustomerHistory)sequence.Source!) is { } baseline)
        {
            float[] all = [.. Enumerable.Range(0, B).SelectMany(_ => baseline[^K..])];
            odds = tape.Add(odds, tape.Input(all, odds.Value.Shape));
        }

        Variable parts = tape.Reshape(tape.Softplus(odds), new Shape(B * K, 1));
        int[] byPeriod = [.. Enumerable.Range(0, K).SelectMany(k => Enumerable.Range(0, B).Select(b => (b * K) + k))];
        var periods = new Packing([.. Enumerable.Repeat(K, B)]);
        Variable sum = tape.Scale(
            PoolingOp.Apply(tape, PoolingKind.Mean, GatherOp.Apply(tape, parts, byPeriod), periods), K);
        return ElementwiseOp.Apply(tape, ElementwiseFunction.Log, AffineOp.Apply(tape, 1, -1, tape.Exp(sum)));
    }

    /// <summary>A customer as the network reads it.</summary>
    internal InspectedSequence Sequence(CustomerHistory history, PeriodGrid grid) =>
        new(history.Id, model.Fitted.Scale.Apply(history), history.Length)
        {
            StepNames = [.. Enumerable.Range(history.First, history.Length).Select(grid.Label)],
            Source = history,
        };

    private static int[] RowsOf(EventSequence events, CustomerHistory history, PeriodGrid grid, int[] rows)
    {
        var last = new int[history.Length];
        Array.Fill(last, -1);
        for (int e = 0; e < events.Length; e++)
        {
            int period = grid.IndexOf(events.Times[e]) - history.First;
            if (period < last.Length)
            {
                last[period] = rows[events.IndexAt(e)];
            }
        }

        return last;
    }
}
