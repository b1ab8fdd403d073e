using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.RemainingLife;

/// <summary>
/// Recurrent layers over the records of a unit, and after each record what the life and its quantiles are beyond what
/// the baseline says: ŷ = r + f, where f begins at 0.
/// </summary>
internal sealed class LifeMember : Layer
{
    private readonly Dropout _dropout;
    private readonly Dense _output;

    public LifeMember(LifeDesign design)
    {
        Reader = AddLayer("reader", CellStack.Make(design.Cells, design.Inputs));
        _dropout = AddLayer("dropout", new Dropout(Reader.OutputSize, (float)design.Cells.Dropout));
        _output = AddLayer(
            "output", new Dense(Reader.OutputSize, LifeDesign.Outputs, initializer: new Constant(0)));
    }

    /// <summary>The recurrent layers.</summary>
    public Stack Reader { get; }

    /// <summary>Beyond the baseline: the life and its quantiles, [N, 1 + Q].</summary>
    public Variable Forward(Tape tape, SequenceBatch batch)
    {
        Variable input = tape.Input(batch);
        Variable hidden = Reader.Forward(tape, input, batch.Packing).Hidden;
        hidden = _dropout.Forward(tape, hidden, batch.Packing).Hidden;
        return _output.Apply(tape, hidden, batch.Packing);
    }

    /// <summary>Draws the same.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, I].</param>
    public GraphValue Draw(INetworkGraph graph, GraphValue input) =>
        graph.Apply(_output, graph.Run(Reader, input).Output);
}

/// <summary>The networks of a model: some for each fold of the units, which learn without it.</summary>
internal sealed class LifeNetwork : Ensemble<LifeMember>
{
    public LifeNetwork(LifeDesign design)
        : base(design.Members, () => new LifeMember(design)) => Design = design;

    /// <summary>Sizes.</summary>
    public LifeDesign Design { get; }

    /// <summary>The fold that a network does not see: m learns without fold m modulo K.</summary>
    public int FoldOf(int member) => member % Design.Folds;
}
