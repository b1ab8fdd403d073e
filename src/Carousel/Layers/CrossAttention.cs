using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Attention of a decoder's rows over the steps of a memory, such as an encoder's outputs or the places of a picture.
/// </summary>
/// <remarks>
/// Parameters: additive <c>query.weight</c> [A, Q], <c>key.weight</c> [A, M] and <c>score</c> [A]; general
/// <c>key.weight</c> [Q, M]; dot none.
/// Derivation: docs/derivations/layers.md.
/// </remarks>
internal sealed class CrossAttention : Layer
{
    private readonly Dense? _query;
    private readonly Dense? _key;
    private readonly Parameter? _score;

    /// <summary>A layer.</summary>
    /// <param name="querySize">Q: features of a row that looks.</param>
    /// <param name="memorySize">M: features of a row of the memory.</param>
    /// <param name="score">How they are compared.</param>
    /// <param name="attentionSize">A of additive scores; Q if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">Scores by dot need equal sizes.</exception>
    public CrossAttention(
        int querySize, int memorySize, AttentionScore score = AttentionScore.Additive, int? attentionSize = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(querySize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memorySize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attentionSize ?? 1, nameof(attentionSize));
        (QuerySize, MemorySize, Score) = (querySize, memorySize, score);
        if (score == AttentionScore.Additive)
        {
            int A = attentionSize ?? querySize;
            _query = AddLayer("query", new Dense(querySize, A, bias: false));
            _key = AddLayer("key", new Dense(memorySize, A, bias: false));
            _score = AddParameter("score", new Shape(A), new Uniform(1 / Math.Sqrt(A)));
        }
        else if (score == AttentionScore.General)
        {
            _key = AddLayer("key", new Dense(memorySize, querySize, bias: false));
        }
        else if (querySize != memorySize)
        {
            throw new ArgumentException(
                $"Scores by dot need rows of one size, but a query has {querySize} features and a row of the "
                + $"memory {memorySize}.", nameof(score));
        }
    }

    /// <summary>Q: features of a row that looks.</summary>
    public int QuerySize { get; }

    /// <summary>M: features of a row of the memory, and of a context.</summary>
    public int MemorySize { get; }

    /// <summary>How rows are compared.</summary>
    public AttentionScore Score { get; }

    /// <summary>
    /// Whether rows of the memory are mapped before they are compared; else they are compared unchanged.
    /// </summary>
    public bool HasKeys => _key is not null;

    /// <summary>
    /// Features of the rows that are compared with a query: A for additive scores, Q for general ones, M for dot
    /// products.
    /// </summary>
    public int KeySize => _key?.OutputSize ?? MemorySize;

    /// <summary>Prepares a memory: its projection is computed here, once, not at every look.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="memory">[N, M], packed.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="ShapeException">The memory has another size.</exception>
    public AttentionMemory Remember(Tape tape, Variable memory, Packing packing)
    {
        ShapeException.Require(memory.Shape, new Shape(packing.Rows, MemorySize));
        return new AttentionMemory(_key?.Apply(tape, memory, packing) ?? memory, memory, packing);
    }

    /// <summary>Looks: rows of any number of decoder steps or hypotheses at once.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="query">[rows, Q].</param>
    /// <param name="looks">At which sequence of the memory each row looks; not to be changed before the step
    /// ends.</param>
    /// <param name="memory">What <see cref="Remember"/> gave.</param>
    /// <returns>Context [rows, M], and the weights [rows, T] over the steps of the memory, 0 after a sequence's
    /// end.</returns>
    /// <exception cref="ShapeException">The query has another size.</exception>
    internal (Variable Context, Tensor Weights) Attend(
        Tape tape, Variable query, RowGroups looks, AttentionMemory memory)
    {
        ShapeException.Require(query.Shape, new Shape(looks.Rows, QuerySize));
        Variable asked = _query?.Apply(tape, query) ?? query;
        return CrossAttentionOp.Apply(
            tape, looks, memory.Packing, asked, memory.Keys, memory.Values,
            _score is null ? default : tape.Use(_score));
    }
}
