using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Kernels.Sequences;
using Carousel.Layers;
using Carousel.Layers.Initialisers;
using Carousel.Memory;
using Carousel.Networks.Graphs;

namespace Carousel.Classification;

/// <summary>
/// One network: rows of words and characters, or channels, then recurrent layers, pooling over time, and a score for
/// each class.
/// </summary>
internal sealed class ClassNetwork : Layer
{
    private const int CharacterSize = 16;

    private readonly Embedding? _symbols;
    private readonly Embedding? _characters;
    private readonly Bidirectional? _speller;
    private readonly Pooling? _spelling;
    private readonly Dropout _inputDropout;
    private readonly Stack _recurrent;
    private readonly Pooling _pooling;
    private readonly Dropout _outputDropout;
    private readonly Dense _scores;
    private readonly Embedding? _bag;
    private readonly Stack? _branch;
    private readonly Pooling? _branchPooling;
    private readonly LayerNorm? _branchNorm;

    public ClassNetwork(ClassDesign design, int symbols, int characters, int classes)
    {
        int inputs = design.IsText ? design.Embedding : design.Features;
        if (design.IsText)
        {
            _symbols = AddLayer("symbols", new Embedding(symbols, design.Embedding, new Uniform(0.25)));
        }

        if (design.Input == ClassInput.Both)
        {
            _characters = AddLayer("characters", new Embedding(characters, CharacterSize));
            _speller = AddLayer(
                "speller",
                new Bidirectional(
                    new Gru(CharacterSize, design.CharacterHidden),
                    new Gru(CharacterSize, design.CharacterHidden, reverse: true)));
            _spelling = AddLayer("spelling", new Pooling(2 * design.CharacterHidden, PoolingKind.Max));
            inputs += 2 * design.CharacterHidden;
        }

        _inputDropout = AddLayer("input_dropout", new Dropout(inputs, (float)design.Dropout));
        _recurrent = AddLayer("recurrent", CellStack.Make(design.Cell, inputs));
        _pooling = AddLayer("pooling", new Pooling(design.Cell.OutputSize, design.Pooling));
        _outputDropout = AddLayer("output_dropout", new Dropout(design.Cell.OutputSize, (float)design.Dropout));
        _scores = AddLayer("scores", new Dense(design.Cell.OutputSize + design.Filters, classes));
        _bag = design.Bag ? AddLayer("bag", new Embedding(symbols, classes, Constant.Zero)) : null;
        if (design.Filters > 0)
        {
            _branch = AddLayer(
                "branch",
                ConvolutionBranch.Make(inputs, design.Filters, design.Dilation, !design.Cell.Bidirectional));
            _branchPooling = AddLayer("branch_pooling", new Pooling(design.Filters, PoolingKind.Mean));
            _branchNorm = AddLayer("branch_norm", new LayerNorm(design.Filters));
        }
    }

    /// <summary>The score of each class for each sequence of a batch.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The sequences.</param>
    /// <returns>[B, classes].</returns>
    public Variable Forward(Tape tape, ClassBatch batch)
    {
        Packing packing = batch.Sequences.Packing;
        Variable read = Rows(tape, batch), rows = _inputDropout.Apply(tape, read, packing);

        // The last step's row is also the end of the state: where the tape recomputes, the other rows need not be kept.
        return _pooling.Kind == PoolingKind.Last && _recurrent.CanRecompute
            ? ScoresOfPooled(tape, read, LastOf(tape, _recurrent.ForwardToEnd(tape, rows, packing)), batch.Sequences)
            : Scores(tape, read, _recurrent.Forward(tape, rows, packing).Hidden, batch.Sequences);
    }

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, F], or symbols.</param>
    /// <param name="characters">[letters, time, batch]: the characters of each word, with their lengths; null where
    /// they are not read.</param>
    /// <param name="lengths">Of the sequences.</param>
    /// <returns>[batch, classes].</returns>
    public GraphValue Draw(
        INetworkGraph graph, GraphValue input, (GraphValue Symbols, GraphValue Lengths)? characters, GraphValue lengths)
    {
        GraphValue rows = _symbols is null ? input : graph.Apply(_symbols, input);
        if (characters is var (letters, counts))
        {
            GraphValue spelled = graph.Run(_speller!, graph.Apply(_characters!, letters), counts).Output;
            rows = graph.Concatenate(rows, graph.Pool(_spelling!, spelled, counts));
        }

        GraphValue hidden = _pooling.Kind == PoolingKind.Last
            ? graph.Read(_recurrent, rows, lengths)
            : graph.Run(_recurrent, rows, lengths).Output;
        GraphValue pooled = graph.Pool(_pooling, hidden, lengths);
        if (_branch is not null)
        {
            GraphValue mean = graph.Pool(_branchPooling!, graph.Run(_branch, rows, lengths).Output, lengths);
            pooled = graph.Concatenate(pooled, graph.Apply(_branchNorm!, mean));
        }

        GraphValue scores = graph.Apply(_scores, pooled);
        return _bag is null
            ? scores
            : graph.Add(
                scores,
                graph.Pool(new Pooling(_scores.OutputSize, PoolingKind.Mean), graph.Apply(_bag, input), lengths));
    }

    /// <summary>What the recurrent layers give.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The sequences.</param>
    /// <returns>[N, O].</returns>
    public Variable Hidden(Tape tape, ClassBatch batch) =>
        _recurrent.Forward(tape, Dropped(tape, batch), batch.Sequences.Packing).Hidden;

    /// <summary>All that reads: rows of words and characters, and the recurrent layers.</summary>
    public IEnumerable<Parameter> ReadingParameters =>
        new Layer?[] { _symbols, _characters, _speller, _recurrent }.SelectMany(layer => layer?.Parameters ?? []);

    /// <summary>The recurrent layers.</summary>
    public Stack Reader => _recurrent;

    /// <summary>
    /// All layers that are used, from a step's input to the scores, where no characters, no convolutions and no bag of
    /// words stand beside them.
    /// </summary>
    public Layer[] Steps =>
        _symbols is null ? [_recurrent, _pooling, _scores] : [_symbols, _recurrent, _pooling, _scores];

    /// <summary>What the recurrent layers read.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The sequences.</param>
    /// <returns>[N, I].</returns>
    public Variable Rows(Tape tape, ClassBatch batch)
    {
        Packing packing = batch.Sequences.Packing;
        Variable input = Input(tape, batch.Sequences),
            rows = _symbols is null ? input : _symbols.Apply(tape, input, packing);
        if (batch.Spellings is { } spellings)
        {
            Variable letters = _characters!.Apply(tape, Input(tape, spellings), spellings.Packing);
            rows = tape.Concatenate(
                rows,
                _spelling!.Apply(tape, _speller!.Forward(tape, letters, spellings.Packing).Hidden, spellings.Packing));
        }

        return rows;
    }

    /// <summary>From what the recurrent layers give to the scores.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="rows">[N, I]: what the recurrent layers read, and with them the convolutions beside them.</param>
    /// <param name="hidden">[N, O].</param>
    /// <param name="sequences">Their steps.</param>
    /// <returns>[B, classes].</returns>
    public Variable Scores(Tape tape, Variable rows, Variable hidden, SequenceBatch sequences) =>
        ScoresOfPooled(tape, rows, _pooling.Apply(tape, hidden, sequences.Packing), sequences);

    private Variable Dropped(Tape tape, ClassBatch batch) =>
        _inputDropout.Apply(tape, Rows(tape, batch), batch.Sequences.Packing);

    /// <summary>h of the uppermost layer: the first part of its state, which is the last in the stack's.</summary>
    private Variable LastOf(Tape tape, Variable state)
    {
        var top = (SequenceLayer)_recurrent.Layers.Last();
        return tape.SliceColumns(state, _recurrent.StateSize - top.StateSize, top.OutputSize);
    }

    private Variable ScoresOfPooled(Tape tape, Variable rows, Variable pooled, SequenceBatch sequences)
    {
        Packing packing = sequences.Packing;
        Variable kept = _outputDropout.Apply(tape, pooled);
        if (_branch is not null)
        {
            Variable mean = _branchPooling!.Apply(tape, _branch.Forward(tape, rows, packing).Hidden, packing);
            kept = tape.Concatenate(kept, _branchNorm!.Apply(tape, mean));
        }

        Variable scores = _scores.Apply(tape, kept);
        return _bag is null
            ? scores
            : tape.Add(
                scores,
                PoolingOp.Apply(tape, PoolingKind.Mean, _bag.Apply(tape, Input(tape, sequences), packing), packing));
    }

    private static Variable Input(Tape tape, SequenceBatch batch) =>
        tape.Input(batch.Values, new Shape(batch.Packing.Rows, batch.FeatureSize));
}
