using Carousel.Interchange.Keras;
using Carousel.Interchange.Tensors;
using Carousel.Storage;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// Reads a state dictionary as <c>torch.save</c> of PyTorch 1.6 and later writes it: a zip archive of one pickle and a
/// file for each storage. Runs nothing of it.
/// </summary>
internal static class TorchArchive
{
    private const int MostShown = 6;

    /// <summary>Whether a file is a zip archive.</summary>
    public static bool IsArchive(Stream stream)
    {
        Span<byte> head = stackalloc byte[4];
        stream.Position = 0;
        return stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PK\u0003\u0004"u8);
    }

    /// <summary>Whether a file is a bare pickle, as old versions of PyTorch wrote.</summary>
    public static bool IsLegacy(Stream stream)
    {
        Span<byte> head = stackalloc byte[3];

        // The third byte of a .safetensors file belongs to the length of its header.
        return stream.ReadAtLeast(head, 3, throwOnEndOfStream: false) == 3 && head[0] == 0x80
            && head[1] is >= 2 and <= 5 && head[2] is 0x8a or (byte)'}' or (byte)'c' or 0x95;
    }

    /// <summary>Reads an archive.</summary>
    /// <param name="stream">The file; owned by the result.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="place">Which dictionary of a checkpoint is meant; null where there is one with tensors.</param>
    /// <exception cref="ModelFileException">It holds something else, or is damaged.</exception>
    public static ForeignTensors Read(FileStream stream, string path, string? place)
    {
        List<ZipEntry> entries = ZipReader.Read(stream, path);
        ZipEntry[] pickles =
        [
            .. entries.Where(e => e.Name.EndsWith("/data.pkl", StringComparison.Ordinal) || e.Name == "data.pkl"),
        ];
        if (entries.Exists(e => e.Name is "model.weights.h5"))
        {
            throw new ModelFileException($"{path}: this is an archive of Keras (.keras). {KerasModel.Remedy}");
        }

        if (pickles.Length != 1)
        {
            throw new ModelFileException(
                $"{path}: the zip archive contains no state dictionary (no data.pkl). A script module or another "
                + $"archive can't be read; save only the weights: torch.save(model.state_dict(), 'model.pth').");
        }

        string folder = pickles[0].Name[..^"data.pkl".Length];
        var files = entries.ToDictionary(e => e.Name);
        RequireLittleEndian(stream, path, files, folder);
        object? root = PickleReader.Read(Bytes(stream, path, pickles[0]), path, stream.Length);
        (IReadOnlyList<KeyValuePair<string, object?>> items, string[] notes) = Place(root, path, place);
        var tensors = new List<ForeignTensor>();
        var names = new HashSet<string>();
        var views = new Dictionary<(string Key, long Offset, string Layout), string>();
        (int tied, string first) = (0, "");
        var sound = new HashSet<string>();
        long bytes = 0;
        foreach ((string name, object? value) in items)
        {
            if (value is not PickledTensor tensor)
            {
                continue;
            }

            if (!names.Add(name))
            {
                throw new ModelFileException(
                    $"{path}: the tensor '{name}' appears twice in the state dictionary; PyTorch did not write the "
                    + $"file.");
            }

            PickledStorage storage = tensor.Storage;
            if (!files.TryGetValue($"{folder}data/{storage.Key}", out ZipEntry entry)
                || entry.Length != checked(storage.Length * storage.Type.Size()))
            {
                throw new ModelFileException(
                    $"{path}: the values of the tensor '{name}' are missing from the archive or incomplete. It was "
                    + $"probably cut short while copying.");
            }

            // Tensors that are one in the model, as tied weights, count once; views beyond that may not add up to more
            // than the file.
            (string, long, string) view = (
                storage.Key, tensor.Offset, $"{string.Join(',', tensor.Sizes)};{string.Join(',', tensor.Strides)}");
            if (views.TryAdd(view, name))
            {
                bytes += tensor.Sizes.Aggregate(1L, (a, b) => a * b) * storage.Type.Size();
            }
            else
            {
                first = tied++ == 0 ? $"'{name}' with '{views[view]}'" : first;
            }

            if (bytes > stream.Length)
            {
                throw new ModelFileException(
                    $"{path}: the tensors of the state dictionary repeat the same values until they are larger than "
                    + $"the file. Save copies with {{k: v.clone() for k, v in model.state_dict().items()}}.");
            }

            tensors.Add(new ForeignTensor(path, name, tensor.Sizes, values =>
            {
                // Once for all tensors of a storage: a file could let thousands look into one.
                if (!sound.Contains(storage.Key))
                {
                    sound.Add(ZipReader.IsSound(stream, entry) ? storage.Key : throw Damaged(path, name));
                }

                StridedValues.Read(stream, entry.Offset, tensor, values);
            })
            {
                Type = storage.Type,
            });
        }

        return new ForeignTensors(
            path, tensors, new Dictionary<string, string>(),
            tied == 0
                ? notes
                : [
                    .. notes,
                    $"tied in the file, each with separate values "
                    + $"here: {first}{(tied > 1 ? $" and {tied - 1} more" : "")}",
                ], stream);
    }

    private static (IReadOnlyList<KeyValuePair<string, object?>> Items, string[] Notes) Place(
        object? root, string path, string? place)
    {
        if (root is not PickledDictionary whole)
        {
            throw new ModelFileException(
                $"{path}: the archive contains {(root is PickledTensor ? "one tensor" : "no dictionary")}; a state "
                + $"dictionary is needed: torch.save(model.state_dict(), 'model.pth').");
        }

        bool HasTensors(PickledDictionary d) => d.Items.Exists(i => i.Value is PickledTensor);
        (string Key, PickledDictionary Own)[] inner =
        [
            .. whole.Items.Where(i => i.Value is PickledDictionary d && HasTensors(d))
                .Select(i => (i.Key, (PickledDictionary)i.Value!)),
        ];
        if (place is not null)
        {
            PickledDictionary found = Array.Find(inner, i => i.Key == place).Own
                ?? throw new ModelFileException(
                    $"{path}: the file has no dictionary '{place}' with tensors; it has " + (inner.Length == 0
                        ? "none inside, so leave the key out."
                        : $"{Names(inner.Select(i => i.Key))}."));
            return (found.Items, [$"taken: the dictionary '{place}' of the file"]);
        }

        if (HasTensors(whole))
        {
            return (whole.Items, []);
        }

        return inner switch
        {
            [var (key, own)] => (own.Items, [$"taken: the dictionary '{key}' of the file, the only one with tensors"]),
            [] =>
                throw new ModelFileException(
                    $"{path}: the file contains no named tensors; it has {Names(whole.Items.Select(i => i.Key))}. "
                    + $"Save the weights: torch.save(model.state_dict(), 'model.pth')."),
            _ =>
                throw new ModelFileException(
                    $"{path}: {Names(inner.Select(i => i.Key))} contain tensors. Choose one with --key."),
        };
    }

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Select(n => $"'{n}'")];
        return all.Length == 0
            ? "no entry"
            : string.Join(", ", all.Take(MostShown))
                + (all.Length > MostShown ? $" and {all.Length - MostShown} more" : "");
    }

    private static void RequireLittleEndian(
        Stream stream, string path, Dictionary<string, ZipEntry> files, string folder)
    {
        if (files.TryGetValue(folder + "byteorder", out ZipEntry order)
            && (order.Length > 16 || !Bytes(stream, path, order).AsSpan().SequenceEqual("little"u8)))
        {
            throw new ModelFileException(
                $"{path}: the values of the file are not little-endian; save it on another machine.");
        }
    }

    private static byte[] Bytes(Stream stream, string path, ZipEntry entry)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(entry.Length, int.MaxValue));
        stream.Position = entry.Offset;
        stream.ReadExactly(bytes);
        return Crc32.Append(0, bytes) == entry.Check ? bytes : throw Damaged(path, entry.Name);
    }

    private static ModelFileException Damaged(string path, string name) =>
        new(
            $"{path}: '{name}' does not agree with its checksum (CRC-32). The file was damaged or changed after it was "
            + $"written.");
}
