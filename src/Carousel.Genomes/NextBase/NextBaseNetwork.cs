using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Genomes.NextBase;

/// <summary>
/// From the bases read so far to a number for each base that may come next: recurrent layers whose states give scores,
/// and weights of the logarithms of Markov models.
/// </summary>
/// <remarks>
/// scores = W·h + S·((G·h + g) ⊙ ln p), with ln p the logarithms of the Markov models: a mixture in the logarithm,
/// with new weights at each base (Mattern 2013; Mahoney 2005).
/// </remarks>
internal sealed class NextBaseNetwork : Layer
{
    private readonly Dense? _weights;
    private readonly Dense? _sum;
    private readonly Dropout? _dropout;

    public NextBaseNetwork(NextBaseDesign design)
    {
        Design = design;
        Reader = AddLayer("reader", CellStack.Make(design.Cell, design.InputSize));
        if (design.Cell.Dropout > 0)
        {
            _dropout = AddLayer("dropout", new Dropout(design.Cell.OutputSize, (float)design.Cell.Dropout));
        }

        Own = AddLayer("own", new Dense(design.Cell.OutputSize, Bases.Count));
        if (design.Orders.Count > 0)
        {
            int experts = Bases.Count * design.Orders.Count;
            _weights = AddLayer("weights", new Dense(design.Cell.OutputSize, experts));
            _sum = AddLayer("sum", new Dense(experts, Bases.Count, bias: false, initializer: new ExpertSum()));
        }
    }

    public NextBaseDesign Design { get; }

    /// <summary>The recurrent layers.</summary>
    public SequenceLayer Reader { get; }

    /// <summary>From the states to the scores of the network.</summary>
    public Dense Own { get; }

    /// <summary>Scores of the next base, and the state to carry on.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">[N, I].</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="state">The state before the first step; default for none.</param>
    /// <returns>[N, 4].</returns>
    public SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable state = default)
    {
        SequenceOutput run = Reader.Forward(tape, input, packing, state);
        return new SequenceOutput(Scores(tape, run.Hidden, input, packing), run.FinalState);
    }

    /// <summary>From states to scores.</summary>
    /// <returns>[N, 4].</returns>
    public Variable Scores(Tape tape, Variable hidden, Variable input, Packing packing)
    {
        hidden = _dropout?.Apply(tape, hidden, packing) ?? hidden;
        Variable scores = Own.Apply(tape, hidden, packing);
        if (_weights is null)
        {
            return scores;
        }

        Variable experts = tape.SliceColumns(input, Bases.Count, Bases.Count * Design.Orders.Count);
        return tape.Add(
            scores, _sum!.Apply(tape, tape.Multiply(_weights.Apply(tape, hidden, packing), experts), packing));
    }

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, I].</param>
    /// <returns>[time, batch, 4]: scores of the next base.</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue input)
    {
        GraphValue hidden = graph.Read(Reader, input), scores = graph.Apply(Own, hidden);
        if (_weights is null)
        {
            return scores;
        }

        GraphValue experts = graph.Slice(input, Bases.Count, Bases.Count * Design.Orders.Count);
        return graph.Add(scores, graph.Apply(_sum!, graph.Multiply(graph.Apply(_weights, hidden), experts)));
    }
}
