namespace Carousel.Tasks.Survival;

/// <summary>Predicted hazards of customers at the ends of some periods, and what became of them.</summary>
/// <param name="Outcomes">[n].</param>
/// <param name="Ages">[n]: periods since the first event.</param>
/// <param name="Hazards">[n, K]: the chance to leave in each next period of those who stay until then.</param>
public sealed record HazardTable(SurvivalOutcome[] Outcomes, int[] Ages, double[,] Hazards)
{
    /// <summary>n: how many rows.</summary>
    public int Count => Outcomes.Length;

    /// <summary>K: how many periods ahead.</summary>
    public int Horizon => Hazards.GetLength(1);

    /// <summary>The chance to stay through each next period: Π (1 − h).</summary>
    /// <returns>[n, K].</returns>
    public double[,] Survival()
    {
        var survival = new double[Count, Horizon];
        for (int i = 0; i < Count; i++)
        {
            double stays = 1;
            for (int k = 0; k < Horizon; k++)
            {
                stays *= 1 - Hazards[i, k];
                survival[i, k] = stays;
            }
        }

        return survival;
    }
}
