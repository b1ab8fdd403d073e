using System.Globalization;
using System.Text;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// Reads the part of Python's pickle format that <c>torch.save</c> writes of a state dictionary, and runs nothing:
/// every other instruction and name is refused.
/// </summary>
/// <remarks>Protocols 2 to 5, as pickletools of Python documents them.</remarks>
internal sealed class PickleReader
{
    private const string SaveAnew =
        "Load the file where it was made and save only the weights: torch.save(model.state_dict(), 'model.pth').";

    // Bytes that a file may need in addition to twice its length. A state dictionary of tensors of one value each stays
    // below it up to some hundred tensors.
    private const int FreeBytes = 160 << 10;

    // Managed bytes of what instructions make.
    private const int BytesOfBox = 24, BytesOfEmpty = 64, BytesOfText = 32, BytesOfPair = 64, BytesOfTensor = 128,
        BytesOfNamedTensor = 320;

    private const int MostShown = 80;

    private static readonly object _true = true, _false = false;
    private static readonly object[] _small = [.. Enumerable.Range(0, 256).Select(k => (object)(long)k)];

    private readonly PickleCursor _cursor;
    private readonly string _path;
    private readonly long _fileLength;
    private readonly Func<string, ModelFileException> _refuse;
    private readonly PickleStack _stack;

    private PickleReader(byte[] bytes, string path, long fileLength)
    {
        (_path, _fileLength, _refuse) = (path, fileLength, Refuse);
        _stack = new PickleStack(FreeBytes + (2 * fileLength) - bytes.Length, _refuse);
        _cursor = new PickleCursor(bytes, _refuse);
    }

    /// <summary>The object in a pickle.</summary>
    /// <param name="bytes">The pickle.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="fileLength">Bytes of the whole file: bounds how much memory the objects take.</param>
    /// <exception cref="ModelFileException">It holds something else than tensors, dictionaries and plain values, or is
    /// damaged.</exception>
    public static object? Read(byte[] bytes, string path, long fileLength) =>
        new PickleReader(bytes, path, fileLength).Run();

    private object? Run()
    {
        while (true)
        {
            byte code = _cursor.Byte();
            switch (code)
            {
                case (byte)'.':
                    return _stack.Pop();
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
            case (byte)'(': _stack.Mark(); break;
            case (byte)'}': _stack.Push(new PickledDictionary(), BytesOfEmpty); break;
            case (byte)']': _stack.Push(new List<object?>(), BytesOfEmpty); break;
            case (byte)')': _stack.Push(PickledTuple.Empty, 0); break;
            case (byte)'t': _stack.Push(new PickledTuple(_stack.PopToMark()), BytesOfBox); break;
            case 0x85 or 0x86 or 0x87: _stack.Push(new PickledTuple(_stack.PopMany(code - 0x84)), BytesOfBox); break;
            case (byte)'N': _stack.Push(null, 0); break;
            case 0x88 or 0x89: _stack.Push(code == 0x88 ? _true : _false, 0); break;
            case (byte)'K': _stack.Push(_small[_cursor.Byte()], 0); break;
            case (byte)'M': _stack.Push((long)_cursor.UInt16(), BytesOfBox); break;
            case (byte)'J': _stack.Push((long)_cursor.Int32(), BytesOfBox); break;
            case 0x8a: _stack.Push(_cursor.Long(), BytesOfBox); break;
            case (byte)'G': _stack.Push(_cursor.Double(), BytesOfBox); break;
            case (byte)'X': _stack.Push(Text(_cursor.UInt32()), 0); break;
            case 0x8c: _stack.Push(Text(_cursor.Byte()), 0); break;
            case (byte)'q': _stack.Remember(_cursor.Byte()); break;
            case (byte)'r': _stack.Remember(_cursor.UInt32()); break;
            case 0x94: _stack.Remember(_stack.Remembered); break;
            case (byte)'h': _stack.Push(_stack.Recall(_cursor.Byte()), 0); break;
            case (byte)'j': _stack.Push(_stack.Recall(_cursor.UInt32()), 0); break;
            case (byte)'a': Append(_stack.PopMany(1)); break;
            case (byte)'e': Append(_stack.PopToMark()); break;
            case (byte)'s': Set(_stack.PopMany(2)); break;
            case (byte)'u': Set(_stack.PopToMark()); break;
            case (byte)'c': PushNamed(_cursor.Line(), _cursor.Line()); break;
            case 0x93: PushStacked(); break;
            case (byte)'Q': _stack.Push(PickledCalls.Storage(_stack.Pop(), _fileLength, _refuse), BytesOfEmpty); break;
            case (byte)'R': Call(); break;
            case (byte)'b': Build(); break;
            default:
                throw Refuse(string.Create(
                    CultureInfo.InvariantCulture, $"has the instruction 0x{code:x2}, which no state dictionary needs"));
        }
    }

    private void PushStacked()
    {
        string name = _stack.Pop<string>(), module = _stack.Pop<string>();
        PushNamed(Encoding.UTF8.GetBytes(OneLine.Shown(module)), Encoding.UTF8.GetBytes(OneLine.Shown(name)));
    }

    /// <summary>Known names occur in every tensor: they are found without allocating a text.</summary>
    private void PushNamed(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name)
    {
        Span<char> full = stackalloc char[(2 * MostShown) + 1];
        int length = Encoding.Latin1.GetChars(module[..Math.Min(module.Length, MostShown)], full);
        full[length++] = '.';
        length += Encoding.Latin1.GetChars(name[..Math.Min(name.Length, MostShown)], full[length..]);
        if (PickledCalls.Find(full[..length]) is not { } found)
        {
            string asked = OneLine.Shown(full[..length].ToString());
            throw Refuse(
                asked.StartsWith("torch.", StringComparison.Ordinal)
                    && asked.EndsWith("Storage", StringComparison.Ordinal)
                ? $"has values of the kind {asked}, which is not read: remove them from the dictionary, or convert "
                    + $"them to float32"
                : $"asks for Python's '{asked}', which is not read because it could run any code");
        }

        _stack.Push(found, 0);
    }

    private void Call()
    {
        PickledTuple arguments = _stack.Pop<PickledTuple>();
        PickledName name = _stack.Pop<PickledName>();
        object made = PickledCalls.Call(name.Name, arguments.Items, _refuse);
        _stack.Push(made, made is PickledTensor ? BytesOfTensor : BytesOfEmpty);
    }

    /// <summary>
    /// Attributes of an ordered dictionary, as <c>_metadata</c> of a state dictionary: versions of modules, which are
    /// not needed.
    /// </summary>
    private void Build()
    {
        _stack.Pop();
        if (_stack.Top() is not PickledDictionary)
        {
            throw Refuse("gives attributes to something that is not a dictionary");
        }
    }

    private void Append(object?[] items)
    {
        List<object?> list = _stack.As<List<object?>>(_stack.Top());
        _stack.TakeItems(items.Length);
        list.AddRange(items);
    }

    private void Set(object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Refuse("is damaged");
        }

        PickledDictionary dictionary = _stack.As<PickledDictionary>(_stack.Top());
        _stack.Take(items.Length / 2L * BytesOfPair);
        for (int k = 0; k < items.Length; k += 2)
        {
            if (items[k] is string key)
            {
                // Names occur in sentences, which are one line.
                if (!OneLine.Is(key))
                {
                    throw Refuse(
                        $"has the name '{OneLine.Shown(key)}' with a line end or another control character in it");
                }

                _stack.Take(items[k + 1] is PickledTensor ? BytesOfNamedTensor : 0);
                dictionary.Items.Add(new(key, items[k + 1]));
            }
        }
    }

    private string Text(long length) => Text(_cursor.Bytes(length));

    private string Text(ReadOnlySpan<byte> bytes)
    {
        _stack.Take(BytesOfText + (2L * bytes.Length));
        return Encoding.UTF8.GetString(bytes);
    }

    private ModelFileException Refuse(string what) => new($"{_path}: the pickle in the archive {what}. {SaveAnew}");
}
