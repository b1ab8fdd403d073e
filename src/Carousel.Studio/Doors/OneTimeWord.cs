using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Studio.Doors;

/// <summary>
/// The word of the link that a browser is started with. Other users of the machine see what a program is started with:
/// so it opens the page once, and soon or never.
/// </summary>
/// <param name="clock">Tells the time.</param>
internal sealed class OneTimeWord(TimeProvider clock)
{
    /// <summary>How long it opens the page.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(2);

    private readonly long _made = clock.GetTimestamp();
    private int _uses;

    /// <summary>The word.</summary>
    public string Text { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Takes the word, once.</summary>
    /// <param name="word">What was given.</param>
    /// <returns>False where it is another one, was taken before, or came too late.</returns>
    public bool TryUse(string word) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(word), Encoding.UTF8.GetBytes(Text))
        && clock.GetElapsedTime(_made) < Lasts && Interlocked.Increment(ref _uses) == 1;
}
