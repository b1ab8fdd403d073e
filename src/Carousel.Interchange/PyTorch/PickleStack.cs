using System.Runtime.InteropServices;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// The objects of a pickle while it is read: a stack with marks, the objects that were remembered, and how much memory
/// they may take.
/// </summary>
/// <param name="bytes">What may be asked for.</param>
/// <param name="refuse">Makes the exception for an error in the pickle.</param>
internal sealed class PickleStack(long bytes, Func<string, ModelFileException> refuse)
{
    // Managed bytes. A list that grows by doubling has allocated up to four times its items.
    private const int BytesOfItem = 32, BytesOfArray = 24, BytesOfReference = 8;

    private readonly List<object?> _objects = [];
    private readonly Stack<int> _marks = [];
    private readonly List<object?> _memo = [];
    private long _left = bytes;
    private int _deepest;

    /// <summary>How many objects are remembered.</summary>
    public uint Remembered => (uint)_memo.Count;

    /// <summary>Number of objects above the last mark.</summary>
    private int Reachable => _objects.Count - (_marks.TryPeek(out int mark) ? mark : 0);

    /// <summary>Takes memory from what may be asked for.</summary>
    /// <exception cref="ModelFileException">There is not as much left.</exception>
    public void Take(long taken)
    {
        _left -= taken;
        if (_left < 0)
        {
            throw refuse("asks for more objects than a state dictionary of its size has");
        }
    }

    /// <summary>Takes memory for items of a list.</summary>
    public void TakeItems(int count) => Take((long)count * BytesOfItem);

    /// <summary>Puts an object on top.</summary>
    /// <param name="value">The object.</param>
    /// <param name="taken">The memory that it takes.</param>
    public void Push(object? value, int taken)
    {
        Take(taken);
        Deepen();
        _objects.Add(value);
    }

    /// <summary>Sets a mark on the top.</summary>
    public void Mark()
    {
        Deepen();
        _marks.Push(_objects.Count);
    }

    /// <summary>The object on top, which stays there.</summary>
    public object? Top() => Reachable > 0 ? _objects[^1] : throw Damaged();

    /// <summary>Takes the object on top.</summary>
    public object? Pop()
    {
        object? top = Top();
        _objects.RemoveAt(_objects.Count - 1);
        return top;
    }

    /// <summary>Takes the object on top, of the kind that an instruction needs.</summary>
    public T Pop<T>()
        where T : class => As<T>(Pop());

    /// <summary>An object of the kind that an instruction takes.</summary>
    public T As<T>(object? value)
        where T : class => value as T ?? throw Damaged();

    /// <summary>Takes objects from the top, in the order in which they were put there.</summary>
    public object?[] PopMany(int count)
    {
        if (Reachable < count)
        {
            throw Damaged();
        }

        Take(BytesOfArray + ((long)count * BytesOfReference));
        object?[] items = CollectionsMarshal.AsSpan(_objects)[^count..].ToArray();
        _objects.RemoveRange(_objects.Count - count, count);
        return items;
    }

    /// <summary>Takes all objects above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        object?[] items = _marks.Count > 0 ? PopMany(Reachable) : throw Damaged();
        _marks.Pop();
        return items;
    }

    /// <summary>Remembers the object on top.</summary>
    public void Remember(uint place)
    {
        // Places are given one after another.
        if (place > _memo.Count)
        {
            throw refuse("remembers objects out of order");
        }

        if (place == _memo.Count)
        {
            Take(BytesOfItem);
            _memo.Add(Top());
        }
        else
        {
            _memo[(int)place] = Top();
        }
    }

    /// <summary>An object that was remembered.</summary>
    public object? Recall(uint place) =>
        place < _memo.Count ? _memo[(int)place] : throw refuse("recalls an object that it never had");

    private void Deepen()
    {
        int depth = _objects.Count + _marks.Count + 1;
        if (depth > _deepest)
        {
            Take(BytesOfItem);
            _deepest = depth;
        }
    }

    private ModelFileException Damaged() => refuse("is damaged");
}
