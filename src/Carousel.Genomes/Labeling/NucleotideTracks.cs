namespace Carousel.Genomes.Labeling;

/// <summary>A sequence with the class of every base for each head.</summary>
/// <param name="Sequence">[T] bases.</param>
/// <param name="Labels">[heads][T], classes; <see cref="Unknown"/> where one is not known.</param>
/// <param name="Frames">[T, 6], see <see cref="OpenFrames"/>; empty where they are not read.</param>
internal sealed record NucleotideTracks(byte[] Sequence, IReadOnlyList<byte[]> Labels, byte[] Frames)
{
    /// <summary>A class that is not known.</summary>
    public const byte Unknown = byte.MaxValue;

    /// <summary>A run of it.</summary>
    /// <param name="start">The first base.</param>
    /// <param name="length">How many; beyond the end nothing is known.</param>
    /// <param name="heads">How classes read on the other strand.</param>
    /// <param name="isReverse">Whether the other strand is read.</param>
    public NucleotideTracks Window(int start, int length, IReadOnlyList<NucleotideHead> heads, bool isReverse)
    {
        var bases = new byte[length];
        byte[][] labels = [.. Labels.Select(_ => new byte[length])];
        var frames = new byte[Frames.Length == 0 ? 0 : length * OpenFrames.Count];
        for (int t = 0; t < length; t++)
        {
            int place = start + (isReverse ? length - 1 - t : t);
            bool isThere = place >= 0 && place < Sequence.Length;
            byte read = isThere ? Sequence[place] : Bases.Unknown;
            bases[t] = isReverse ? Bases.Complement(read) : read;
            for (int k = 0; isThere && frames.Length > 0 && k < OpenFrames.Count; k++)
            {
                frames[(t * OpenFrames.Count)
                    + k] = Frames[(place * OpenFrames.Count) + (isReverse ? OpenFrames.Mirror(k) : k)];
            }

            for (int h = 0; h < labels.Length; h++)
            {
                byte label = isThere ? Labels[h][place] : Unknown;
                labels[h][t] = label == Unknown || !isReverse ? label : (byte)heads[h].Mirror[label];
            }
        }

        return new NucleotideTracks(bases, labels, frames);
    }
}
