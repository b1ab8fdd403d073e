using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Tagging;

/// <summary>
/// Words and their characters to a label for each token: rows of words, the last states of two directions over a word's
/// characters, recurrent layers in two directions over the sentence, a score for each label, and a chain over them.
/// </summary>
/// <remarks>Lample and others 2016; characters as in Ling and others 2015.</remarks>
internal sealed class TagNetwork : Layer
{
    private static readonly ExampleBatches _answering = new(MostRows: 4096);

    private static readonly Loss _crossEntropy = Training.Loss.CrossEntropy();

    private readonly Embedding? _words, _characters, _vectors;
    private readonly SequenceLayer? _spelling;
    private readonly Dropout? _inputs, _outputs;
    private readonly SequenceLayer _sentence;
    private readonly Dense _scores;
    private readonly Crf? _chain;

    public TagNetwork(TagDesign design, int words, int characters, int vectors, int labels)
    {
        Design = design;
        if (design.WordSize > 0)
        {
            _words = AddLayer("words", new Embedding(words, design.WordSize));
        }

        if (design.CharacterSize > 0)
        {
            _characters = AddLayer("characters", new Embedding(characters, design.CharacterSize));
            var spelling = new CellDesign(
                CellKind.Lstm, 1, design.CharacterHidden, 0, 1, InitializerKind.Glorot)
            { Bidirectional = true };
            _spelling = AddLayer("spelling", CellStack.Make(spelling, design.CharacterSize));
        }

        if (design.VectorSize > 0)
        {
            _vectors = AddLayer("vectors", new Embedding(vectors, design.VectorSize, new Constant(0)));
            foreach (Parameter parameter in _vectors.Parameters)
            {
                parameter.IsFrozen = true;
            }
        }

        if (design.InputDropout > 0)
        {
            _inputs = AddLayer("input_dropout", new Dropout(design.InputSize, (float)design.InputDropout));
        }

        _sentence = AddLayer("sentence", CellStack.Make(design.Cell, design.InputSize));
        if (design.Cell.Dropout > 0)
        {
            _outputs = AddLayer("output_dropout", new Dropout(design.Cell.OutputSize, (float)design.Cell.Dropout));
        }

        _scores = AddLayer("scores", new Dense(design.Cell.OutputSize, labels));
        if (design.IsChain)
        {
            _chain = AddLayer("chain", new Crf(labels));
        }
    }

    public TagDesign Design { get; }

    /// <summary>The recurrent layers over the sentence.</summary>
    public SequenceLayer Reader => _sentence;

    /// <summary>The rows of words; null where none are read.</summary>
    public Embedding? Words => _words;

    /// <summary>From what <see cref="Reader"/> gives to a score for each label.</summary>
    public Dense Output => _scores;

    /// <summary>The rows of vectors from a file, to be set once the network is built.</summary>
    public Parameter? Vectors => _vectors?.Parameters.Single();

    /// <summary>A score for each token and label.</summary>
    /// <returns>[N, C].</returns>
    public Variable Scores(Tape tape, TagBatch batch)
    {
        Variable x = Rows(tape, batch);
        return ScoresOf(
            tape, _sentence.Forward(tape, _inputs?.Apply(tape, x, batch.Tokens) ?? x, batch.Tokens).Hidden, batch);
    }

    /// <summary>What the recurrent layers read.</summary>
    /// <returns>[N, I].</returns>
    public Variable Rows(Tape tape, TagBatch batch)
    {
        var parts = new List<Variable>();
        int N = batch.Tokens.Rows;
        if (_words is not null)
        {
            parts.Add(_words.Apply(tape, tape.Input(batch.Words, new Shape(N, 1)), batch.Tokens));
        }

        if (_vectors is not null)
        {
            parts.Add(_vectors.Apply(tape, tape.Input(batch.Vectors, new Shape(N, 1)), batch.Tokens));
        }

        if (_spelling is not null)
        {
            parts.Add(GatherOp.Apply(tape, Spelled(tape, batch), batch.Distinct));
        }

        if (Design.Channels > 0)
        {
            parts.Add(tape.Input(batch.Numbers, new Shape(N, Design.Channels)));
        }

        return parts is [Variable only] ? only : tape.Concatenate([.. parts]);
    }

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="tokens">The inputs of each token; null for inputs that the network does not read.</param>
    /// <param name="lengths">Of the sentences.</param>
    /// <returns>[time, batch, C].</returns>
    public GraphValue Draw(
        INetworkGraph graph,
        (
            GraphValue? Words, GraphValue? Vectors, GraphValue? Characters, GraphValue? Counts,
            GraphValue? Numbers) tokens, GraphValue? lengths)
    {
        var parts = new List<GraphValue>();
        if (_words is not null)
        {
            parts.Add(graph.Apply(_words, tokens.Words!));
        }

        if (_vectors is not null)
        {
            parts.Add(graph.Apply(_vectors, tokens.Vectors!));
        }

        if (_spelling is not null)
        {
            // Of both directions the hidden values, not the cells.
            IReadOnlyList<GraphValue> final = graph.Run(
                _spelling, graph.Apply(_characters!, tokens.Characters!), tokens.Counts).Final.Cells;
            parts.Add(graph.Concatenate(final[0], final[2]));
        }

        if (tokens.Numbers is { } numbers)
        {
            parts.Add(numbers);
        }

        return graph.Apply(_scores, graph.Read(_sentence, graph.Concatenate(parts), lengths));
    }

    /// <summary>
    /// The weights of labels after labels: at the start, from each to each, at the end; empty where each token is
    /// labelled on its own.
    /// </summary>
    public IReadOnlyList<Parameter> Chain => [.. _chain?.Parameters ?? []];

    /// <summary>The weights of labels after labels as numbers.</summary>
    public ChainWeights Weights => Chain is [var start, var transition, var end]
        ? new ChainWeights(start.Value.ToArray(), transition.Value.ToArray(), end.Value.ToArray())
        : ChainWeights.None(_scores.OutputSize);

    /// <summary>The score of each label at each token.</summary>
    /// <returns>[T, C] of each sentence, in the order given.</returns>
    public float[][] Scores(
        Tape tape, SentenceEncoder encoder, IReadOnlyList<EncodedSentence> sentences, CancellationToken cancellation)
    {
        int C = _scores.OutputSize;
        var batch = new TagBatch(encoder, Design.Channels);
        return _answering.Answer(tape, sentences, s => s.Length, some =>
        {
            batch.Fill(some);
            float[] scores = Scores(tape, batch).Value.ToArray();
            return some.Select((sentence, s) =>
            {
                var own = new float[sentence.Length * C];
                for (int t = 0; t < sentence.Length; t++)
                {
                    scores.AsSpan(batch.Tokens.Row(s, t) * C, C).CopyTo(own.AsSpan(t * C));
                }

                return own;
            });
        }, cancellation);
    }

    /// <summary>The mean loss over tokens.</summary>
    public Variable Loss(Tape tape, TagBatch batch) => LossOf(tape, Scores(tape, batch), batch);

    /// <summary>A score for each token and label from the outputs of the recurrent layers.</summary>
    /// <returns>[N, C].</returns>
    public Variable ScoresOf(Tape tape, Variable hidden, TagBatch batch)
    {
        Variable x = _outputs?.Apply(tape, hidden, batch.Tokens) ?? hidden;
        return _scores.Forward(tape, x, batch.Tokens).Hidden;
    }

    /// <summary>The mean loss over tokens of scores.</summary>
    public Variable LossOf(Tape tape, Variable scores, TagBatch batch)
    {
        Tensor labels = tape.Arena.Allocate(new Shape(batch.Tokens.Rows, 1));
        labels.Write(batch.Labels);
        return _chain is null
            ? _crossEntropy.Apply(tape, scores, labels)
            : _chain.Loss(tape, scores, labels, batch.Tokens);
    }

    /// <summary>The labels of sentences.</summary>
    /// <returns>One array a sentence, in the order given.</returns>
    public int[][] Labels(
        Tape tape, SentenceEncoder encoder, IReadOnlyList<EncodedSentence> sentences, CancellationToken cancellation)
    {
        var batch = new TagBatch(encoder, Design.Channels);
        return _answering.Answer(tape, sentences, s => s.Length, some =>
        {
            batch.Fill(some);
            int[] found = Labels(tape, batch);
            return some.Select((sentence, s) =>
                Enumerable.Range(0, sentence.Length).Select(t => found[batch.Tokens.Row(s, t)]).ToArray());
        }, cancellation);
    }

    /// <summary>The likeliest label of each token: of the whole sentence where there is a chain.</summary>
    /// <returns>[N].</returns>
    private int[] Labels(Tape tape, TagBatch batch)
    {
        Tensor scores = Scores(tape, batch).Value;
        int N = batch.Tokens.Rows, C = scores.Shape[1];
        if (_chain is not null)
        {
            Tensor found = tape.Arena.Allocate(new Shape(N));
            _chain.Decode(tape.Backend, scores, batch.Tokens, found);
            return Array.ConvertAll(found.ToArray(), label => (int)label);
        }

        float[] values = scores.ToArray();
        return [.. Enumerable.Range(0, N).Select(n => Likeliest.Of(values.AsSpan(n * C, C)))];
    }

    // The final state of a direction is its hidden values, then its cells: of both directions the hidden ones.
    private Variable Spelled(Tape tape, TagBatch batch)
    {
        Packing letters = batch.Letters.Packing;
        Variable x = _characters!.Apply(tape, tape.Input(batch.Letters.Values, new Shape(letters.Rows, 1)), letters);
        Variable state = _spelling!.Forward(tape, x, letters).FinalState;
        int H = Design.CharacterHidden;
        return tape.Concatenate(tape.SliceColumns(state, 0, H), tape.SliceColumns(state, 2 * H, H));
    }
}
