namespace Carousel.Tasks.Captioning;

/// <summary>The sentence of the training picture whose mean colours of squares are nearest: what can be had without learning.</summary>
internal sealed class NearestCaption
{
    private readonly IReadOnlyList<(float[] Summary, string Sentence)> _known;

    public NearestCaption(IReadOnlyList<(float[] Summary, string Sentence)> known) => _known = known;

    public string Of(float[] summary)
    {
        (double least, string sentence) = (double.PositiveInfinity, "");
        foreach ((float[] other, string said) in _known)
        {
            double distance = 0;
            for (int k = 0; k < summary.Length && distance < least; k++)
            {
                distance += (summary[k] - other[k]) * (double)(summary[k] - other[k]);
            }

            if (distance < least)
            {
                (least, sentence) = (distance, said);
            }
        }

        return sentence;
    }
}
