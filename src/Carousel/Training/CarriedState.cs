using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>The state that one batch leaves to the next, as values in separate storage.</summary>
internal sealed class CarriedState(Backend backend) : IDisposable
{
    private TensorStorage? _storage;

    /// <summary>The state; no tensor where none was left.</summary>
    public Tensor Values { get; private set; }

    /// <summary>Keeps a copy of a state of the present step.</summary>
    public void Keep(Tensor state)
    {
        if (state.IsNone)
        {
            Values = default;
            return;
        }

        Reserve(state.Shape);
        backend.Copy(state, Values);
    }

    /// <summary>Keeps a copy of the rows of a shard; those of the other shards stay.</summary>
    /// <param name="state">[shard.Count, S], or no tensor.</param>
    /// <param name="shard">Which rows.</param>
    /// <param name="sequences">Rows of all shards.</param>
    public void Keep(Tensor state, BatchShard shard, int sequences)
    {
        if (state.IsNone)
        {
            return;
        }

        var whole = new Shape(sequences, state.Shape[1]);
        if (Values.IsNone || Values.Shape != whole)
        {
            Reserve(whole);
        }

        backend.Copy(state, Values.Rows(shard.First, shard.Count));
    }

    /// <summary>The rows of a shard.</summary>
    /// <exception cref="InvalidOperationException">The state is of another number of sequences.</exception>
    public Tensor Rows(BatchShard shard, int sequences) =>
        Values.Shape[0] == sequences
            ? Values.Rows(shard.First, shard.Count)
            : throw new InvalidOperationException(
                $"A batch of {sequences} sequences can't continue from the states of {Values.Shape[0]}.");

    /// <summary>
    /// After the shards of a batch: nothing is carried where none of them left a state, also not on other ranks.
    /// </summary>
    /// <param name="sequences">Rows of all shards.</param>
    /// <param name="size">S; 0 where nothing is carried.</param>
    public void Settle(int sequences, int size)
    {
        if (size == 0)
        {
            Clear();
        }
        else if (Values.IsNone)
        {
            Reserve(new Shape(sequences, size));
        }
    }

    /// <summary>Makes room for a state; its values are undefined.</summary>
    public void Reserve(Shape shape)
    {
        if (_storage is null || _storage.Length < shape.Length)
        {
            _storage?.Dispose();
            _storage = backend.Allocate(shape.Length);
        }

        Values = new Tensor(_storage, 0, shape);
    }

    /// <summary>Forgets the state.</summary>
    public void Clear() => Values = default;

    public void Dispose() => _storage?.Dispose();
}
