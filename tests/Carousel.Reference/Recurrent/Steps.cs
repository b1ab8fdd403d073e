namespace Carousel.Reference.Recurrent;

/// <summary>The order in which a direction takes the steps of a sequence.</summary>
internal static class Steps
{
    /// <summary>0 … T − 1, or T − 1 … 0 when reversed.</summary>
    public static int[] Of(double[,] x, bool reverse)
    {
        int T = x.GetLength(0);
        var steps = new int[T];
        for (int s = 0; s < T; s++)
        {
            steps[s] = reverse ? T - 1 - s : s;
        }

        return steps;
    }
}
