using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>Reads the part of Python's pickle format that <c>torch.save</c> writes of a state dictionary, and runs nothing: every other instruction and name is refused.</summary>
/// <remarks>Protocols 2 to 5, as pickletools of Python documents them.</remarks>
internal sealed class PickleReader
{
    private const string SaveAnew = "Load the file where it was made and save the weights alone: torch.save(model.state_dict(), 'model.pth').";

    // What a file may ask for beside twice its length. A state dictionary of tensors of one value each stays below it up to some hundred tensors.
    private const int FreeBytes = 160 << 10;

    // Managed bytes of what instructions make. A list that grows by doubling has allocated up to four times its items.
    private const int BytesOfItem = 32, BytesOfBox = 24, BytesOfEmpty = 64, BytesOfArray = 24, BytesOfReference = 8, BytesOfText = 32, BytesOfPair = 64, BytesOfTensor = 128, BytesOfNamedTensor = 320;

    private const int MostShown = 80;

    private static readonly object _true = true, _false = false;
    private static readonly object[] _small = [.. Enumerable.Range(0, 256).Select(k => (object)(long)k)];

    private static readonly SearchValues<char> _lineEndsAndControls =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(k => (char)k).Where(c => char.IsControl(c) || c is '\u2028' or '\u2029')]);

    private readonly PickleCursor _cursor;
    private readonly string _path;
    private readonly long _fileLength;
    private readonly Func<string, ModelFileException> _refuse;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly List<object?> _memo = [];
    private long _left;
    private int _deepest;

    private PickleReader(byte[] bytes, string path, long fileLength)
    {
        (_path, _fileLength, _left) = (path, fileLength, FreeBytes + (2 * fileLength) - bytes.Length);
        _refuse = Refuse;
        _cursor = new PickleCursor(bytes, _refuse);
    }

    /// <summary>The object in a pickle.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="fileLength">Bytes of the whole file: bounds how much memory the objects take.</param>
    /// <exception cref="ModelFileException">It holds something else than tensors, dictionaries and plain values, or is damaged.</exception>
    public static object? Read(byte[] bytes, string path, long fileLength) => new PickleReader(bytes, path, fileLength).Run();

    private object? Run()
    {
        while (true)
        {
            byte code = _cursor.Byte();
            switch (code)
            {
                case (byte)'.':
                    return Pop();
                case 0x80:
                    if (_cursor.Byte() is < 2 or > 5)
                    {
                        throw Refuse("is of a protocol that PyTorch does not write");
                    }

                    break;
                case 0x95:
                    _cursor.Bytes(8);
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
            case (byte)'(': Mark(); break;
            case (byte)'}': Push(new PickledDictionary(), BytesOfEmpty); break;
            case (byte)']': Push(new List<object?>(), BytesOfEmpty); break;
            case (byte)')': Push(PickledTuple.Empty, 0); break;
            case (byte)'t': Push(new PickledTuple(PopToMark()), BytesOfBox); break;
            case 0x85 or 0x86 or 0x87: Push(new PickledTuple(PopMany(code - 0x84)), BytesOfBox); break;
            case (byte)'N': Push(null, 0); break;
            case 0x88 or 0x89: Push(code == 0x88 ? _true : _false, 0); break;
            case (byte)'K': Push(_small[_cursor.Byte()], 0); break;
            case (byte)'M': Push((long)_cursor.UInt16(), BytesOfBox); break;
            case (byte)'J': Push((long)_cursor.Int32(), BytesOfBox); break;
            case 0x8a: Push(_cursor.Long(), BytesOfBox); break;
            case (byte)'G': Push(_cursor.Double(), BytesOfBox); break;
            case (byte)'X': Push(Text(_cursor.UInt32()), 0); break;
            case 0x8c: Push(Text(_cursor.Byte()), 0); break;
            case (byte)'q': Remember(_cursor.Byte()); break;
            case (byte)'r': Remember(_cursor.UInt32()); break;
            case 0x94: Remember((uint)_memo.Count); break;
            case (byte)'h': Push(Recall(_cursor.Byte()), 0); break;
            case (byte)'j': Push(Recall(_cursor.UInt32()), 0); break;
            case (byte)'a': Append(PopMany(1)); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'s': Set(PopMany(2)); break;
            case (byte)'u': Set(PopToMark()); break;
            case (byte)'c': PushNamed(_cursor.Line(), _cursor.Line()); break;
            case 0x93: PushStacked(); break;
            case (byte)'Q': Push(PickledCalls.Storage(Pop(), _fileLength, _refuse), BytesOfEmpty); break;
            case (byte)'R': Call(); break;
            case (byte)'b': Build(); break;
            default:
                throw Refuse(string.Create(CultureInfo.InvariantCulture, $"has the instruction 0x{code:x2}, which no state dictionary needs"));
        }
    }

    private void PushStacked()
    {
        string name = Pop<string>(), module = Pop<string>();
        PushNamed(Encoding.UTF8.GetBytes(Shown(module)), Encoding.UTF8.GetBytes(Shown(name)));
    }

    /// <summary>Names that are known stand in every tensor: they are found without a text of their own.</summary>
    private void PushNamed(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name)
    {
        Span<char> full = stackalloc char[(2 * MostShown) + 1];
        int length = Encoding.Latin1.GetChars(module[..Math.Min(module.Length, MostShown)], full);
        full[length++] = '.';
        length += Encoding.Latin1.GetChars(name[..Math.Min(name.Length, MostShown)], full[length..]);
        Push(PickledCalls.Find(full[..length]) ?? throw Refuse($"asks for Python's '{Shown(full[..length].ToString())}', which is not read, for that could run anything"), 0);
    }

    private void Call()
    {
        PickledTuple arguments = Pop<PickledTuple>();
        PickledName name = Pop<PickledName>();
        object made = PickledCalls.Call(name.Name, arguments.Items, _refuse);
        Push(made, made is PickledTensor ? BytesOfTensor : BytesOfEmpty);
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
        Take((long)items.Length * BytesOfItem);
        list.AddRange(items);
    }

    private void Set(object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Refuse("is damaged");
        }

        PickledDictionary dictionary = As<PickledDictionary>(Top());
        Take(items.Length / 2L * BytesOfPair);
        for (int k = 0; k < items.Length; k += 2)
        {
            if (items[k] is string key)
            {
                // Names stand in sentences, which are one line.
                if (key.AsSpan().ContainsAny(_lineEndsAndControls))
                {
                    throw Refuse($"has the name '{Shown(key)}' with a line end or another control character in it");
                }

                Take(items[k + 1] is PickledTensor ? BytesOfNamedTensor : 0);
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
            Take(BytesOfItem);
            _memo.Add(Top());
        }
        else
        {
            _memo[(int)place] = Top();
        }
    }

    private object? Recall(uint place) => place < _memo.Count ? _memo[(int)place] : throw Refuse("recalls an object that it never had");

    private void Push(object? value, int bytes)
    {
        Take(bytes);
        Deepen(_stack.Count + _marks.Count + 1);
        _stack.Add(value);
    }

    private void Mark()
    {
        Deepen(_stack.Count + _marks.Count + 1);
        _marks.Push(_stack.Count);
    }

    private void Deepen(int depth)
    {
        if (depth > _deepest)
        {
            Take(BytesOfItem);
            _deepest = depth;
        }
    }

    /// <summary>Takes memory from what a file of this length may ask for.</summary>
    private void Take(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw Refuse("asks for more objects than a state dictionary of its size has");
        }
    }

    private string Text(long length) => Text(_cursor.Bytes(length));

    private string Text(ReadOnlySpan<byte> bytes)
    {
        Take(BytesOfText + (2L * bytes.Length));
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>How many objects lie above the last mark.</summary>
    private int Reachable => _stack.Count - (_marks.TryPeek(out int mark) ? mark : 0);

    private object? Top() => Reachable > 0 ? _stack[^1] : throw Refuse("is damaged");

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
        if (Reachable < count)
        {
            throw Refuse("is damaged");
        }

        Take(BytesOfArray + ((long)count * BytesOfReference));
        object?[] items = CollectionsMarshal.AsSpan(_stack)[^count..].ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark()
    {
        object?[] items = _marks.Count > 0 ? PopMany(Reachable) : throw Refuse("is damaged");
        _marks.Pop();
        return items;
    }

    private static string Shown(string text) => new([.. text.Take(MostShown).Select(c => char.IsControl(c) ? '�' : c)]);

    private ModelFileException Refuse(string what) => new($"{_path}: the pickle in the archive {what}. {SaveAnew}");
}
