using System.Security.Cryptography;

namespace Carousel.Cluster.Work;

/// <summary>Files of parts on a worker's disk, each fetched once: a folder named by the content, with the file in it.
/// </summary>
/// <param name="store">Where they come from.</param>
/// <param name="folder">Where they go.</param>
internal sealed class PartFiles(WorkStore store, string folder)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _checked = [];

    /// <summary>A file; fetched where it is not there.</summary>
    /// <param name="hash">SHA-256 of its content.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="PartException">The store does not have it, or its name is not valid.</exception>
    /// <exception cref="IOException">The folder can't be written, or is full.</exception>
    /// <exception cref="Stores.StoreException">The store fails.</exception>
    public PartData Fetch(byte[] hash, string name)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
        {
            throw new PartException("a file of the part has an invalid name.");
        }

        string place = Path.Combine(folder, Convert.ToHexStringLower(hash)), path = Path.Combine(place, name);
        lock (_lock)
        {
            // A file that was changed in the folder is fetched again.
            if (_checked.Contains(path) || (File.Exists(path) && IsWhole(path, hash)))
            {
                _checked.Add(path);
                return new PartData(path);
            }

            Directory.CreateDirectory(place);
            string made = Path.Combine(place, $".{Guid.NewGuid():n}");
            try
            {
                using (FileStream stream = File.Create(made))
                {
                    if (!store.Get(hash, stream))
                    {
                        throw new PartException($"the store has no content for the part's file '{name}'.");
                    }
                }

                if (!IsWhole(made, hash))
                {
                    throw new PartException($"the store's content for the part's file '{name}' has another checksum.");
                }

                File.Move(made, path, overwrite: true);
            }
            finally
            {
                File.Delete(made);
            }

            _checked.Add(path);
            return new PartData(path);
        }
    }

    private static bool IsWhole(string path, byte[] hash)
    {
        using FileStream stream = File.OpenRead(path);
        return SHA256.HashData(stream).AsSpan().SequenceEqual(hash);
    }
}
