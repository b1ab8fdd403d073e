using Carousel.Interchange.Keras;
using Carousel.Interchange.PyTorch;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.Tensors;

/// <summary>The tensors of a file of another program. The file is open until this is disposed.</summary>
internal sealed class ForeignTensors : IDisposable
{
    private static readonly Dictionary<string, NumberType> _types = new()
    {
        ["F32"] = NumberType.Float32,
        ["F16"] = NumberType.Float16,
        ["BF16"] = NumberType.BFloat16,
        ["F64"] = NumberType.Float64,
        ["I64"] = NumberType.Int64,
        ["I32"] = NumberType.Int32,
        ["I16"] = NumberType.Int16,
        ["I8"] = NumberType.Int8,
        ["U8"] = NumberType.UInt8,
        ["BOOL"] = NumberType.UInt8,
    };

    private static readonly Dictionary<string, int> _sizes = _types.ToDictionary(
        t => t.Key, t => t.Value.Size());

    private readonly Stream? _stream;

    /// <summary>Tensors that were found.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">In the file's order; names differ.</param>
    /// <param name="texts">Texts by name.</param>
    /// <param name="notes">What was decided in reading, a sentence each.</param>
    /// <param name="stream">What the tensors are read from; owned.</param>
    public ForeignTensors(
        string path, IEnumerable<ForeignTensor> tensors, IReadOnlyDictionary<string, string> texts,
        IReadOnlyList<string> notes, Stream? stream)
    {
        (Path, Texts, Notes, _stream) = (path, texts, notes, stream);
        Tensors = tensors.ToDictionary(t => t.Name);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensors by name, in the file's order.</summary>
    public IReadOnlyDictionary<string, ForeignTensor> Tensors { get; }

    /// <summary>The texts of the file.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>What was decided in reading, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Opens a file of tensors: its content says which format it has.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">Which dictionary of a checkpoint is meant; null where there is one with tensors.</param>
    /// <exception cref="ModelFileException">Missing, damaged, or of no format that is read.</exception>
    public static ForeignTensors Open(string path, string? place = null)
    {
        ForeignTensors? found = null;
        Guarded(
            path,
            stream =>
                found = TorchArchive.IsArchive(stream)
                    ? TorchArchive.Read(stream, path, place)
                    : ReadSafeTensors(stream, path), keepsOpen: true);
        return found!;
    }

    /// <summary>The texts of a <c>.safetensors</c> file; none of another file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">Missing, damaged, or a pickle without an archive.</exception>
    public static IReadOnlyDictionary<string, string> TextsOf(string path) => Guarded(path, stream =>
        TorchArchive.IsArchive(stream) ? new Dictionary<string, string>() : HeaderOf(stream, path).Metadata);

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private static T Guarded<T>(string path, Func<FileStream, T> read, bool keepsOpen = false)
    {
        FileStream? stream = null;
        bool isRead = false;
        try
        {
            if (RegularFile.IsWithoutBytes(path))
            {
                throw new ModelFileException($"{path}: the file is empty or not a regular file.");
            }

            stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 4096, FileOptions.RandomAccess);
            T found = read(stream);
            isRead = true;
            return found;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException($"{path}: there is no such file. Check the path.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or NotSupportedException)
        {
            throw new ModelFileException(
                Directory.Exists(path)
                    ? $"{path}: this is a folder, not a file of tensors."
                    : $"{path} can't be read: {e.Message}", e);
        }
        finally
        {
            if (!isRead || !keepsOpen)
            {
                stream?.Dispose();
            }
        }
    }

    private static SafeTensorsHeader HeaderOf(FileStream stream, string path)
    {
        stream.Position = 0;
        if (TorchArchive.IsLegacy(stream))
        {
            throw new ModelFileException(
                $"{path}: this is a pickle of old PyTorch or of another program, which can't be read without running "
                + $"it. Load it where it was made and save it again: torch.save(model.state_dict(), 'model.pth').");
        }

        RequireNoHdf5(stream, path);
        stream.Position = 0;
        try
        {
            return SafeTensorsHeader.Read(
                stream, path, _sizes, "F32, F16, BF16, F64, signed integers, U8 and BOOL", keepsUnread: true);
        }
        catch (ModelFileException) when (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelFileException(
                $"{path}: the content is not that of a file of PyTorch, ONNX or .safetensors. Pass one of these.");
        }
    }

    private static void RequireNoHdf5(FileStream stream, string path)
    {
        Span<byte> head = stackalloc byte[8];
        stream.Position = 0;
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head[1..].SequenceEqual("HDF\r\n\u001A\n"u8))
        {
            throw new ModelFileException($"{path}: this is an HDF5 file, as Keras writes them. {KerasModel.Remedy}");
        }
    }

    private static ForeignTensors ReadSafeTensors(FileStream stream, string path)
    {
        SafeTensorsHeader header = HeaderOf(stream, path);
        if (header.Digest is not null)
        {
            // Written by Carousel: the checksum is of all values together.
            TensorFile own = SafeTensors.Read(path);
            stream.Dispose();
            return new ForeignTensors(
                path,
                own.Tensors.Values.Select(
                    t => new ForeignTensor(path, t.Name, Sizes(t.Shape), values => t.Values.Span.CopyTo(values))),
                    own.Metadata, [], null);
        }

        ForeignTensor Tensor(SafeTensorsEntry entry) => entry.Unread is { } unread
            ? new ForeignTensor(entry.Name, new ModelFileException($"{path}: the tensor '{entry.Name}' {unread}."))
            : new ForeignTensor(path, entry.Name, Sizes(entry.Shape), values =>
            {
                stream.Position = header.DataStart + entry.Begin;
                ForeignTensor.ReadValues(stream, _types[entry.Type], values);
            })
            {
                Type = _types[entry.Type],
            };
        return new ForeignTensors(path, header.Entries.Select(Tensor), header.Metadata, [], stream);
    }

    private static int[] Sizes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(a => shape[a])];
}
