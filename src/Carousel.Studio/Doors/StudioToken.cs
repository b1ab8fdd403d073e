using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Studio.Doors;

/// <summary>
/// The random word of the link: who has it is who started the program, or may read that one's files. It is kept, so
/// that a page that is open goes on when the program starts again.
/// </summary>
internal sealed class StudioToken
{
    private const int Bytes = 32;

    private StudioToken(string text)
    {
        Text = text;
        Session = Base64Url.EncodeToString(
            HMACSHA256.HashData(Encoding.ASCII.GetBytes(text), "session of the page"u8));
    }

    /// <summary>The word.</summary>
    public string Text { get; }

    /// <summary>
    /// What a browser keeps instead of the word: made of it, so that an open page goes on after a new start, and of no
    /// use elsewhere, because the word can't be made of it.
    /// </summary>
    public string Session { get; }

    /// <summary>Reads the word of a folder, or makes it.</summary>
    /// <param name="file">Where it is kept, for its owner's eyes alone.</param>
    public static StudioToken Open(string file)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is var kept && IsWhole(kept))
        {
            return new StudioToken(kept);
        }

        string text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(file);
        using var stream = new FileStream(file, options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        return new StudioToken(text);
    }

    /// <summary>Whether a word is this one, in a time that tells nothing.</summary>
    /// <param name="word">The word.</param>
    public bool Is(string? word) => AreEqual(word, Text);

    /// <summary>Whether a word is that of a browser.</summary>
    /// <param name="word">The word.</param>
    public bool IsSession(string? word) => AreEqual(word, Session);

    private static bool AreEqual(string? word, string other) => word is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(word), Encoding.UTF8.GetBytes(other));

    private static bool IsWhole(string text) =>
        text.Length == Base64Url.GetEncodedLength(Bytes)
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
