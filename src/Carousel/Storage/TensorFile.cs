using System.Diagnostics.CodeAnalysis;

namespace Carousel.Storage;

/// <summary>What a <c>.safetensors</c> file holds: tensors by name, and texts by name (<c>__metadata__</c>).</summary>
internal sealed class TensorFile
{
    /// <summary>A content to be written, or one that was read.</summary>
    /// <param name="tensors">In any order; names must differ.</param>
    /// <param name="metadata">Texts by name.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a name is reserved.</exception>
    public TensorFile(IEnumerable<StoredTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
        : this(tensors, metadata, verified: false)
    {
    }

    internal TensorFile(
        IEnumerable<StoredTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata, bool verified)
    {
        var tensorsByName = new SortedDictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (StoredTensor tensor in tensors)
        {
            if (tensor.Name == SafeTensors.MetadataName || !tensorsByName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException(
                    $"The tensor name '{tensor.Name}' is reserved or used twice.", nameof(tensors));
            }
        }

        // No lambda that holds the tensor: it would be an object for each, which a bound of memory does not know.
        foreach (StoredTensor tensor in tensorsByName.Values.Where(t => t.Quantized is not null))
        {
            foreach (string suffix in SafeTensors.Suffixes)
            {
                if (tensorsByName.ContainsKey(tensor.Name + suffix))
                {
                    throw new ArgumentException(
                        $"The tensor name '{tensor.Name}{suffix}' is that of a part of the matrix '{tensor.Name}' in 8 "
                        + "bits.",
                        nameof(tensors));
                }
            }
        }

        var textsByName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in metadata)
        {
            if (key == ContentDigest.Name || !textsByName.TryAdd(key, value))
            {
                throw new ArgumentException($"The metadata name '{key}' is reserved or used twice.", nameof(metadata));
            }
        }

        (Tensors, Metadata, IsVerified) = (tensorsByName, textsByName, verified);
    }

    /// <summary>
    /// The tensors, ordered by name (ordinal). The file has the same order, except that the numbers of matrices in 8
    /// bits follow all float32 values.
    /// </summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The texts of <c>__metadata__</c>, ordered by name, without the digest.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// True for a file that carried a digest of its content, which then agreed. Files of other programs have none.
    /// </summary>
    public bool IsVerified { get; }

    /// <summary>The first tensor by its name that contains NaN or infinity, found when the digest was verified;
    /// null for none, and for a file without a digest.</summary>
    internal string? NotFinite { get; set; }

    /// <summary>Finds a text.</summary>
    /// <param name="key">Its name in the metadata.</param>
    /// <param name="text">The text, or null.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryGetText(string key, [NotNullWhen(true)] out string? text) => Metadata.TryGetValue(key, out text);
}
