using System.Runtime.InteropServices;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>
/// Counts the bytes of a run, and refuses what would be too much before it is taken: values as long as one of their
/// names is there, and what an operator takes beside them until it ends.
/// </summary>
/// <remarks>
/// Tensors that share their bytes count once. Inputs and the model's own weights are there before the run and do not
/// count.
/// </remarks>
/// <param name="most">Bytes that may be in use at once.</param>
internal sealed class RunMemory(long most)
{
    // Bytes that the run made, and how many names hold them.
    private readonly Dictionary<byte[], int> _holders = [];
    private readonly Stack<Frame> _frames = new([new Frame()]);

    /// <summary>Bytes that may be in use at once.</summary>
    public long Most => most;

    /// <summary>Bytes in use.</summary>
    public long Used { get; private set; }

    /// <summary>Takes bytes until the operator ends.</summary>
    /// <returns>False where they would be too many.</returns>
    public bool TryTake(long bytes)
    {
        if (bytes > most - Used)
        {
            return false;
        }

        Used += bytes;
        _frames.Peek().Scratch += bytes;
        return true;
    }

    /// <summary>
    /// Makes bytes for values; zero. They stay in use as long as a tensor on them is held, or until the operator ends.
    /// </summary>
    /// <returns>Null where they would be too many.</returns>
    public byte[]? TryMake(long bytes)
    {
        if (bytes > Array.MaxLength || bytes > most - Used)
        {
            return null;
        }

        var made = new byte[bytes];
        Used += bytes;
        _holders.Add(made, 0);
        _frames.Peek().Fresh.Add(made);
        return made;
    }

    /// <summary>A name holds a tensor.</summary>
    public void Hold(OnnxTensor tensor)
    {
        if (Made(tensor) is { } bytes)
        {
            _holders[bytes]++;
        }
    }

    /// <summary>A name that held a tensor is gone.</summary>
    public void Release(OnnxTensor tensor)
    {
        if (Made(tensor) is { } bytes && --_holders[bytes] == 0)
        {
            Forget(bytes);
        }
    }

    /// <summary>
    /// As <see cref="Release"/>, but what nobody else holds stays until the operator ends: for its results.
    /// </summary>
    public void Pass(OnnxTensor tensor)
    {
        if (Made(tensor) is { } bytes && --_holders[bytes] == 0)
        {
            _frames.Peek().Fresh.Add(bytes);
        }
    }

    /// <summary>An operator begins; one in a body begins while that of the body runs.</summary>
    public void Begin() => _frames.Push(new Frame());

    /// <summary>The operator that began last has ended, and its results are held.</summary>
    public void End()
    {
        Frame ended = _frames.Pop();
        Used -= ended.Scratch;
        foreach (byte[] bytes in ended.Fresh)
        {
            if (_holders.TryGetValue(bytes, out int names) && names == 0)
            {
                Forget(bytes);
            }
        }
    }

    /// <summary>A run begins.</summary>
    public void Clear()
    {
        _holders.Clear();
        _frames.Clear();
        _frames.Push(new Frame());
        Used = 0;
    }

    private void Forget(byte[] bytes)
    {
        _holders.Remove(bytes);
        Used -= bytes.Length;
    }

    private byte[]? Made(OnnxTensor tensor) =>
        MemoryMarshal.TryGetArray(tensor.Memory, out ArraySegment<byte> segment) && segment.Array is { } bytes
            && _holders.ContainsKey(bytes)
            ? bytes
            : null;

    // What an operator has taken that ends with it.
    private sealed class Frame
    {
        public long Scratch { get; set; }

        public List<byte[]> Fresh { get; } = [];
    }
}
