using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Carousel.Storage;

/// <summary>Reads the header of one <c>.safetensors</c> file, trusting nothing in it.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The limit of the format.</summary>
    private const long MostHeaderBytes = 100_000_000;

    private const int MostDepth = 8;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly SafeTensorsEntryReader _reader;
    private readonly List<SafeTensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly HashSet<string> _names = [];

    private SafeTensorsHeader(Stream stream, string name, SafeTensorsEntryReader reader) =>
        (_stream, _name, _reader) = (stream, name, reader);

    /// <summary>The tensors in the order in which their values lie.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries => _entries;

    /// <summary>The texts, without the digest.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The checksum of the content; null in files of other programs.</summary>
    public string? Digest { get; private set; }

    /// <summary>Where the values begin in the file.</summary>
    public long DataStart { get; private set; }

    /// <summary>Whether a tensor or the metadata has a name.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>Reads a header; the stream is at the first value afterwards.</summary>
    /// <param name="stream">Seekable, at its beginning.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <param name="types">The types of values that can be read, and the bytes of a value.</param>
    /// <param name="readable">The same in words, to follow <c>only</c>.</param>
    /// <param name="keepsUnread">Whether a tensor of another type, or of too many axes, becomes an entry. Otherwise the
    /// file is rejected.</param>
    /// <exception cref="ModelFileException">The content is not a whole <c>.safetensors</c> file.</exception>
    public static SafeTensorsHeader Read(
        Stream stream, string name, Dictionary<string, int> types, string readable, bool keepsUnread = false)
    {
        var header = new SafeTensorsHeader(
            stream, name, new SafeTensorsEntryReader(name, types, readable, keepsUnread));
        long length = header.ReadHeaderLength();
        header.ReadHeader((int)length);
        header._entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        header.DataStart = SafeTensors.LengthBytes + length;
        header.RequireWholeData(stream.Length - header.DataStart);
        return header;
    }

    private long ReadHeaderLength()
    {
        long fileLength = _stream.Length;
        if (fileLength < SafeTensors.LengthBytes)
        {
            throw Bad($"a .safetensors file has at least {SafeTensors.LengthBytes} bytes, this one has {fileLength}. "
                + "It was cut short: copy it again.");
        }

        Span<byte> bytes = stackalloc byte[SafeTensors.LengthBytes];
        _stream.ReadExactly(bytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length is < 2 or > MostHeaderBytes)
        {
            throw Bad(
                "this is not a .safetensors file: the length of its header is out of range. Pass a model, such as the "
                + "model.safetensors of a training.");
        }

        return (long)length <= fileLength - SafeTensors.LengthBytes
            ? (long)length
            : throw Bad(
                $"the header should have {SafeTensors.Grouped((long)length)} bytes, the file "
                + $"has {SafeTensors.Grouped(fileLength - SafeTensors.LengthBytes)}. "
                + "It was probably cut short while copying, or is not a .safetensors file. Copy it again, or pass "
                + "another.");
    }

    private void ReadHeader(int length)
    {
        var bytes = new byte[length];
        _stream.ReadExactly(bytes);
        if (bytes[0] != (byte)'{' || !Utf8.IsValid(bytes))
        {
            throw Bad(
                "the header is not JSON, so the file is damaged or not a .safetensors file. Copy it again, or pass "
                + "another, such as the model.safetensors of a training.");
        }

        try
        {
            var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MostDepth });
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                OneLine.Require(name, _name, "tensor");
                if (!_names.Add(name))
                {
                    throw Bad($"the tensor '{name}' appears twice in the header.");
                }

                json.Read();
                if (name == SafeTensors.MetadataName)
                {
                    ReadMetadata(ref json);
                }
                else
                {
                    _entries.Add(_reader.Read(name, ref json));
                }
            }

            // The header's object is followed only by blanks.
            json.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string whose escapes are not valid UTF-16.
            throw new ModelFileException($"{_name}: the header is not JSON, so the file is damaged. Copy it again.", e);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Bad("the metadata in the header is not a JSON object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            OneLine.Require(name, _name, "metadata");
            json.Read();
            if (json.TokenType != JsonTokenType.String)
            {
                throw Bad($"the metadata '{name}' is not a text.");
            }

            string value = json.GetString()!;
            if (name == ContentDigest.Name && Digest is null)
            {
                Digest = value;
            }
            else if (name == ContentDigest.Name || !_metadata.TryAdd(name, value))
            {
                throw Bad($"the metadata '{name}' appears twice in the header.");
            }
        }
    }

    private void RequireWholeData(long available)
    {
        long position = 0;
        foreach (SafeTensorsEntry entry in _entries)
        {
            if (entry.Begin != position)
            {
                throw Bad(
                    $"the tensor '{entry.Name}' "
                    + $"{(entry.Begin < position ? "overlaps another" : "leaves a gap before it")} in the file.");
            }

            position = entry.End;
        }

        if (position > available)
        {
            throw Bad(
                $"the header says {SafeTensors.Grouped(position)} bytes of tensors, the file "
                + $"has {SafeTensors.Grouped(available)}. "
                + "It was probably cut short while copying: copy it again.");
        }

        if (position < available)
        {
            throw Bad(
                $"the header says {SafeTensors.Grouped(position)} bytes of tensors, the file "
                + $"has {SafeTensors.Grouped(available)}. It is damaged: copy it again.");
        }
    }

    private ModelFileException Bad(string sentence) => new($"{_name}: {sentence}");
}
