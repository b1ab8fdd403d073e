using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Carousel.Studio.Doors;

/// <summary>
/// Random words that open one path once, within two minutes: for addresses that others may read, such as the one a
/// browser is started with, and for requests that carry no header, such as that of a frame.
/// </summary>
/// <param name="clock">Gives the time.</param>
internal sealed class OneTimeWords(TimeProvider clock)
{
    /// <summary>How long a word is valid.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, (string Path, long Made)> _words = new(StringComparer.Ordinal);

    /// <summary>Makes a word.</summary>
    /// <param name="path">The path that it opens.</param>
    /// <returns>43 letters of Base64 for addresses.</returns>
    public string Make(string path)
    {
        foreach ((string old, (string Path, long Made) made) in _words)
        {
            if (IsOver(made.Made))
            {
                _words.TryRemove(old, out _);
            }
        }

        string word = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _words[word] = (path, clock.GetTimestamp());
        return word;
    }

    /// <summary>Uses a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="path">The path that it is to open.</param>
    /// <returns>False if there is no such word, if it was used before or is too old, or if it opens another path.
    /// </returns>
    public bool TryUse(string word, string path) =>
        _words.TryRemove(word, out (string Path, long Made) made) && made.Path == path && !IsOver(made.Made);

    private bool IsOver(long made) => clock.GetElapsedTime(made) >= Lasts;
}
