using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>Reads the part of Python's pickle format that <c>torch.save</c> writes of a state dictionary, and runs nothing: every other instruction and name is refused.</summary>
/// <remarks>Protocols 2 to 5, as pickletools of Python documents them.</remarks>
internal sealed class PickleReader
{
    private const string SaveAnew = "Load the file where it was made and save the weights alone: torch.save(model.state_dict(), 'model.pth').";

    // A byte of a pickle can ask for an object of a hundred: a state dictionary has some ten for each tensor, whose files take 300 bytes at least.
    private const int FreeObjects = 4096, BytesOfObject = 32;

    private static readonly object _mark = new();

    private readonly byte[] _bytes;
    private readonly string _path;
    private readonly long _mostObjects;
    private readonly List<object?> _stack = [];
    private readonly List<object?> _memo = [];
    private int _at;
    private long _objects;

    private PickleReader(byte[] bytes, string path, long fileLength) => (_bytes, _path, _mostObjects) = (bytes, path, FreeObjects + (fileLength / BytesOfObject));

    /// <summary>The object in a pickle.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="fileLength">Bytes of the whole file: bounds how many objects are made.</param>
    /// <exception cref="ModelFileException">It holds something else than tensors, dictionaries and plain values, or is damaged.</exception>
    public static object? Read(byte[] bytes, string path, long fileLength) => new PickleReader(bytes, path, fileLength).Run();

    private object? Run()
    {
        while (true)
        {
            byte code = Byte();
            switch (code)
            {
                case (byte)'.':
                    return Pop();
                case 0x80:
                    if (Byte() is < 2 or > 5)
                    {
                        throw Refuse("is of a protocol that PyTorch does not write");
                    }

                    break;
                case 0x95:
                    Bytes(8);
                    break;
                default:
                    Execute(code);
                    break;
            }
        }
    }

    private void Execute(byte code)
    {
        switch (code)
        {
            case (byte)'(': _stack.Add(_mark); break;
            case (byte)'}': Push(new PickledDictionary()); break;
            case (byte)']': Push(new List<object?>()); break;
            case (byte)')': Push(new PickledTuple([])); break;
            case (byte)'t': Push(new PickledTuple(PopToMark())); break;
            case 0x85 or 0x86 or 0x87: Push(new PickledTuple(PopMany(code - 0x84))); break;
            case (byte)'N': _stack.Add(null); break;
            case 0x88 or 0x89: Push(code == 0x88); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); break;
            case 0x8a: Push(Long(Bytes(Byte()))); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break;
            case (byte)'X': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case 0x8c: Push(Text(Byte())); break;
            case (byte)'q': Remember(Byte()); break;
            case (byte)'r': Remember(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))); break;
            case 0x94: Remember((uint)_memo.Count); break;
            case (byte)'h': _stack.Add(Recall(Byte())); break;
            case (byte)'j': _stack.Add(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'s': Set(PopMany(2)); break;
            case (byte)'u': Set(PopToMark()); break;
            case (byte)'c': Push(Name(Line(), Line())); break;
            case 0x93: PushNamed(); break;
            case (byte)'Q': Push(PickledCalls.Storage(Pop(), Refuse)); break;
            case (byte)'R': Call(); break;
            case (byte)'b': Build(); break;
            default:
                throw Refuse(string.Create(CultureInfo.InvariantCulture, $"has the instruction 0x{code:x2}, which no state dictionary needs"));
        }
    }

    private void PushNamed()
    {
        string name = Pop<string>(), module = Pop<string>();
        Push(Name(module, name));
    }

    private PickledName Name(string module, string name)
    {
        string full = $"{module}.{name}";
        return PickledCalls.Knows(full) ? new PickledName(full) : throw Refuse($"asks for Python's '{Shown(full)}', which is not read, for that could run anything");
    }

    private void Call()
    {
        PickledTuple arguments = Pop<PickledTuple>();
        PickledName name = Pop<PickledName>();
        Push(PickledCalls.Call(name.Name, arguments.Items, Refuse));
    }

    /// <summary>Attributes of an ordered dictionary, as <c>_metadata</c> of a state dictionary: versions of modules, which are not needed.</summary>
    private void Build()
    {
        Pop();
        if (Top() is not PickledDictionary)
        {
            throw Refuse("gives attributes to something that is no dictionary");
        }
    }

    private void Append(object?[] items)
    {
        List<object?> list = As<List<object?>>(Top());
        Count(items.Length);
        list.AddRange(items);
    }

    private void Set(object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Refuse("is damaged");
        }

        PickledDictionary dictionary = As<PickledDictionary>(Top());
        Count(items.Length / 2);
        for (int k = 0; k < items.Length; k += 2)
        {
            if (items[k] is string key)
            {
                dictionary.Items.Add(new(key, items[k + 1]));
            }
        }
    }

    private void Remember(uint place)
    {
        // Places are given one after another.
        if (place > _memo.Count)
        {
            throw Refuse("remembers objects out of order");
        }

        if (place == _memo.Count)
        {
            Count(1);
            _memo.Add(Top());
        }
        else
        {
            _memo[(int)place] = Top();
        }
    }

    private object? Recall(uint place) => place < _memo.Count ? _memo[(int)place] : throw Refuse("recalls an object that it never had");

    private void Push(object value)
    {
        Count(1);
        _stack.Add(value);
    }

    private void Count(int objects)
    {
        _objects += objects;
        if (_objects > _mostObjects)
        {
            throw Refuse("asks for more objects than a state dictionary of its size has");
        }
    }

    private object? Top() => _stack.Count > 0 && _stack[^1] != _mark ? _stack[^1] : throw Refuse("is damaged");

    private object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private T Pop<T>()
        where T : class => As<T>(Pop());

    /// <summary>An object of the kind that an instruction takes.</summary>
    private T As<T>(object? value)
        where T : class => value as T ?? throw Refuse("is damaged");

    private object?[] PopMany(int count)
    {
        if (_stack.Count < count || _stack.LastIndexOf(_mark) >= _stack.Count - count)
        {
            throw Refuse("is damaged");
        }

        object?[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(_mark);
        if (mark < 0)
        {
            throw Refuse("is damaged");
        }

        object?[] items = PopMany(_stack.Count - mark - 1);
        _stack.RemoveAt(mark);
        return items;
    }

    private byte Byte() => Bytes(1)[0];

    private ReadOnlySpan<byte> Bytes(long count)
    {
        if (count > _bytes.Length - _at)
        {
            throw Refuse("ends in the middle");
        }

        _at += (int)count;
        return _bytes.AsSpan(_at - (int)count, (int)count);
    }

    private string Text(long length) => Encoding.UTF8.GetString(Bytes(length));

    private string Line()
    {
        int length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        string line = Text(length < 0 ? long.MaxValue : length);
        _at++;
        return line;
    }

    private long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
        {
            throw Refuse("has a number of more than 64 bits");
        }

        long value = 0;
        for (int k = 0; k < bytes.Length; k++)
        {
            value |= (long)bytes[k] << (8 * k);
        }

        int unused = 8 * (sizeof(long) - bytes.Length);
        return bytes.Length == 0 ? 0 : value << unused >> unused;
    }

    private static string Shown(string text) => new([.. text.Take(80).Select(c => char.IsControl(c) ? '�' : c)]);

    private ModelFileException Refuse(string what) => new($"{_path}: the pickle in the archive {what}. {SaveAnew}");
}
