using System.Buffers.Binary;
using System.Text;
using Carousel.Data;

namespace Carousel.Language;

/// <summary>The beginning of an archive.</summary>
/// <remarks>
/// <c>CRSLTX</c>, the form (1) and whether the model learned on, a byte each; the model's hash and the text's, 8 bytes
/// each; how many units, 4 bytes, the least first; the release, a byte for its length before it.
/// </remarks>
/// <param name="Identity">What packed it.</param>
/// <param name="Learns">Whether the model learned on while it read.</param>
/// <param name="Units">Units of the text.</param>
/// <param name="Checksum">The hash of the text, in hexadecimal digits.</param>
internal sealed record ArchiveHead(ArchiveIdentity Identity, bool Learns, int Units, string Checksum)
{
    /// <summary>The number of bytes of a SHA-256 that are kept.</summary>
    public const int HashBytes = 8;

    private const byte Form = 1;
    private const int FixedBytes = 8 + (2 * HashBytes) + sizeof(int) + 1;

    private static ReadOnlySpan<byte> Mark => "CRSLTX"u8;

    /// <summary>As bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] release = Encoding.ASCII.GetBytes(Identity.Release), count = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, Units);
        return
        [
            .. Mark, Form, (byte)(Learns ? 1 : 0), .. Convert.FromHexString(Identity.Model),
            .. Convert.FromHexString(Checksum), .. count, (byte)release.Length, .. release,
        ];
    }

    /// <summary>Reads one.</summary>
    /// <param name="bytes">An archive.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="length">How many bytes the head has.</param>
    /// <exception cref="DataFormatException">It is not an archive.</exception>
    public static ArchiveHead Read(ReadOnlySpan<byte> bytes, string name, out int length)
    {
        if (bytes.Length < FixedBytes || !bytes.StartsWith(Mark) || bytes[Mark.Length] != Form)
        {
            throw new DataFormatException(
                $"{name} is not a text that 'carousel compress' packed. Pass a file that it wrote.");
        }

        length = FixedBytes + bytes[FixedBytes - 1];
        ReadOnlySpan<byte> hashes = bytes[(Mark.Length + 2)..];
        int units = BinaryPrimitives.ReadInt32LittleEndian(hashes[(2 * HashBytes)..]);
        return length > bytes.Length || units < 0
            ? throw Damaged(name)
            : new ArchiveHead(
                new ArchiveIdentity(
                    Convert.ToHexStringLower(hashes[..HashBytes]),
                    Encoding.ASCII.GetString(bytes[FixedBytes..length])),
                bytes[Mark.Length + 1] != 0, units, Convert.ToHexStringLower(hashes[HashBytes..(2 * HashBytes)]));
    }

    /// <summary>Says that an archive is not as it was written.</summary>
    public static DataFormatException Damaged(string name) => new(
        $"{name} is damaged: the unpacked text is not the one that was packed. Pack the text again.");

    /// <summary>Refuses an archive that something else packed.</summary>
    /// <param name="identity">The present model and release.</param>
    /// <param name="name">How messages call the archive.</param>
    /// <exception cref="DataFormatException">It needs another model or another release.</exception>
    public void Require(ArchiveIdentity identity, string name)
    {
        if (Identity.Model != identity.Model)
        {
            throw new DataFormatException(
                $"{name} was packed with another model, whose file's SHA-256 begins with {Identity.Model}; that of "
                + $"this one begins with {identity.Model}. Pass the model that packed it.");
        }

        if (Identity.Release != identity.Release)
        {
            throw new DataFormatException(
                $"{name} was packed by Carousel {Identity.Release}, this is {identity.Release}, whose probabilities "
                + "may differ in their last bits. Unpack it with that release.");
        }
    }
}
