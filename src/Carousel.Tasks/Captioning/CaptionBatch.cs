using Carousel.Data;

namespace Carousel.Tasks.Captioning;

/// <summary>Some pictures with a sentence each, as the network takes them. A picture is there once, however many of its sentences the batch has.</summary>
internal sealed class CaptionBatch(int end)
{
    /// <summary>How the words lie.</summary>
    public Packing Packing { get; } = new();

    /// <summary>How the places of the pictures lie; set by the network.</summary>
    public Packing Places { get; } = new();

    /// <summary>At which picture each row of words looks.</summary>
    public RowGroups Looks { get; } = new();

    /// <summary>The picture of each sentence.</summary>
    public int[] PictureOf { get; private set; } = [];

    /// <summary>[pictures · H·W·InputChannels].</summary>
    public float[] Pictures { get; private set; } = [];

    /// <summary>[N]: at each step the word before; the end at the first.</summary>
    public float[] Before { get; private set; } = [];

    /// <summary>[N]: at each step the word to be written; the end at the last.</summary>
    public float[] Next { get; private set; } = [];

    /// <summary>Fills the batch anew.</summary>
    /// <param name="pixels">The pictures.</param>
    /// <param name="samples">Number of the picture, whether it is mirrored, and the words.</param>
    public void Fill(PicturePixels pixels, IReadOnlyList<(int Picture, bool IsMirrored, int[] Words)> samples)
    {
        var places = new Dictionary<(int, bool), int>();
        foreach ((int picture, bool isMirrored, _) in samples)
        {
            places.TryAdd((picture, isMirrored), places.Count);
        }

        PictureOf = [.. samples.Select(s => places[(s.Picture, s.IsMirrored)])];
        Pictures = new float[places.Count * pixels.Length];
        foreach (((int picture, bool isMirrored), int place) in places)
        {
            pixels.Write(picture, isMirrored, Pictures.AsSpan(place * pixels.Length, pixels.Length));
        }

        Packing.Set([.. samples.Select(s => s.Words.Length + 1)]);
        (Before, Next) = (new float[Packing.Rows], new float[Packing.Rows]);
        var looks = new int[Packing.Rows];
        for (int s = 0; s < samples.Count; s++)
        {
            int[] words = samples[s].Words;
            for (int t = 0; t <= words.Length; t++)
            {
                int row = Packing.Row(s, t);
                (Before[row], Next[row], looks[row]) = (t == 0 ? end : words[t - 1], t == words.Length ? end : words[t], PictureOf[s]);
            }
        }

        Looks.Set(looks, places.Count);
    }
}
